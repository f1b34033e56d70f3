// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "daemon/core/journal.hpp"
#include "tests/simulation/violation.hpp"

#include <map>
#include <set>
#include <span>
#include <string_view>

namespace chatroom::simulation {

/// Looks at how much of the journal is on the way to each sealed session of one daemon: never more
/// than PROTOCOL.md allows, nothing beyond a gap, and at once to who is waiting for nothing else.
class FlightWatch {
public:
    static constexpr std::uint64_t most_events = 256;
    static constexpr std::size_t most_datagrams = 32;
    /// Of a network without faults: what is received so long after something has arrived was sent
    /// after that, and acknowledges it.
    static constexpr std::chrono::milliseconds longest_way{4};
    /// Who has acknowledged everything gets what happens next no more than so many turns later.
    static constexpr unsigned most_turns_late = 1;

    /// In a network that is not prompt nothing is late.
    explicit FlightWatch(bool is_prompt) : is_prompt_(is_prompt) {}

    /// The daemon is gone, and its sessions with it.
    void restarted() {
        sessions_.clear();
        clients_.clear();
    }

    /// In this turn the journal has got the event.
    void decided(const Event& event);

    /// The server has sent this, or got it; of what is sealed only the outside is looked at.
    void sent(std::string_view datagram);
    void received(Time now, std::string_view datagram);

    /// The frames go to the session with the client's index, in the datagram of that counter.
    void sent(std::uint32_t index, std::uint64_t counter,
              std::span<const sealed::ServerFrame> frames);

    /// The datagram has got to where the client is, as it was sent.
    void arrived(Time now, std::string_view datagram);

    /// The client, of whom nothing that arrives counts, has acknowledged everything up to there.
    void acknowledged(std::uint32_t index, Sequence cumulative);

    void turn_over();

private:
    struct Session {
        std::string name;
        Sequence entered;
        std::set<std::uint64_t> welcomes{}; ///< The datagrams that say so,
        bool is_welcomed = false;           ///< and whether one has arrived: the first to be taken.
        Sequence highest_sent;
        Sequence gap_end; ///< Of the latest gap, which counts as its first event.
        /// The events that have not arrived, and which datagram has carried each last.
        std::map<Sequence, std::uint64_t> on_the_way{};
        std::map<std::uint64_t, std::vector<Sequence>> datagrams{}; ///< What was in each.
        Time arrived_at{};                                          ///< When the last of it did.
        bool rests = false;                ///< The server knows that it has what was sent.
        bool only_acknowledges = false;    ///< Acknowledgements count, and not what arrives.
        std::optional<Sequence> is_owed{}; ///< It rested when this happened.
        unsigned turns_late = 0;

        /// Everything up to there has arrived.
        Sequence has() const {
            return on_the_way.empty() ? highest_sent
                                      : Sequence{on_the_way.begin()->first.value - 1};
        }
    };

    void welcomed(std::uint32_t index, std::uint64_t counter, const sealed::Welcome& welcome);
    static void carry(Session& session, std::uint64_t counter, Sequence first, Sequence last);
    static void require_window(const Session& session);

    bool is_prompt_;
    std::map<std::uint32_t, Session> sessions_;
    Sequence head_;                                  ///< The last event.
    std::map<std::uint32_t, std::uint32_t> clients_; ///< The client's index, by the server's.
};

} // namespace chatroom::simulation
