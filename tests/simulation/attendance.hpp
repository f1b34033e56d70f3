// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "protocol/sealed/keys.hpp"
#include "tests/simulation/violation.hpp"

#include <map>
#include <optional>
#include <set>

namespace chatroom::simulation {

/// Who could talk to the server, and when: nobody who did is announced as having left.
class Attendance {
public:
    /// After so long with a way to the server a program is back, whatever was before.
    static constexpr std::chrono::seconds return_time{30};
    /// So much earlier than its way was cut somebody may look unreachable, as a few datagrams of a
    /// quiet program can be lost,
    static constexpr std::chrono::seconds tolerance{30};
    /// and so much if none is: the server may not know yet that its address is another one.
    static constexpr std::chrono::seconds least_tolerance{12};

    /// How much of what is sent the network loses or damages: in a bad one nothing is concluded.
    Attendance(Duration grace, double loss)
        : grace_(grace), tolerance_(loss > 0 ? tolerance : least_tolerance),
          is_strict_(loss <= most_loss), sees_(loss <= most_loss_of_sight) {}

    /// Whether the owner of the key has a running program with a way to the server.
    void note(Time now, const sealed::PublicKey& owner, bool is_present);

    /// The owner's program was asked to leave.
    void asked_to_leave(const sealed::PublicKey& owner) { leaving_.insert(owner); }
    /// Another program of the owner is inside: what the earlier one asked for is over.
    void is_back(const sealed::PublicKey& owner) { leaving_.erase(owner); }

    /// The latest program of the owner, who is inside, says that it cannot reach the server.
    void lost_sight(Time now, const sealed::PublicKey& owner) const;

    /// The room says that the owner has left.
    void left(Time now, const sealed::PublicKey& owner) const;

private:
    /// In a worse network nobody can be expected to come back in a certain time.
    static constexpr double most_loss = 0.25;
    /// In a worse one PING may get no answer for as long as it takes to give up, nor one of the
    /// four tries of a handshake, each of which takes five datagrams.
    static constexpr double most_loss_of_sight = 0.03;

    struct Presence {
        std::optional<Time> present_since;
        Time absent_since; ///< The beginning of an absence that short returns did not end.
    };

    Duration grace_;
    Duration tolerance_;
    bool is_strict_;
    bool sees_;
    std::map<sealed::PublicKey, Presence> presences_;
    std::set<sealed::PublicKey> leaving_;
};

} // namespace chatroom::simulation
