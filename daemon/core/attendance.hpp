// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "daemon/core/journal.hpp"
#include "daemon/core/request.hpp"
#include "daemon/core/time.hpp"

#include <chrono>
#include <optional>
#include <string_view>

namespace chatroom {

/// How a member is there, which only its door knows.
struct Presence {
    Address address;
    SteadyTime last_heard;
    bool is_reachable = true;
    Sequence cursor{}; ///< Up to where it has all events; 0 of a classic member: nobody can know.
    bool is_lagging = false; ///< It counts as unreachable, as it is too far behind.
    /// Another node serves it, which knows more: it counts as reachable, and the cursor is the
    /// least that it may have.
    bool is_elsewhere = false;

    bool operator==(const Presence&) const = default;
};

/// How well what is said reaches a sealed member, in the session that serves it.
struct Reach {
    std::uint8_t version = 0; ///< Of the protocol.
    std::string_view program; ///< As it calls itself; empty if it has not.
    std::optional<std::chrono::microseconds> round_trip; ///< Smoothed; nothing before the first.
    std::uint64_t sent = 0;                              ///< Datagrams of events,
    std::uint64_t lost = 0;     ///< and how many of those counted as lost, and were sent again.
    SteadyTime::duration lag{}; ///< For how long it has not got as far as the room was.
};

/// What only the doors and the journal know, for whoever needs it to decide or to tell.
class Attendance {
public:
    virtual ~Attendance() = default;

    /// The member that whoever asks is in the room as; nothing if it has not come in, and 0, which
    /// is nobody, if it is to come in no more.
    virtual std::optional<Sequence> member_of(const Requester& requester) const = 0;

    /// Of a member that is in the state.
    virtual Presence presence(const Member& member) const = 0;

    /// Up to where each sealed member whom this node serves has all events.
    virtual Sequence delivered() const = 0;

    /// Of a member that is in the state; nothing of a classic one, and while no session serves it.
    virtual std::optional<Reach> reach(Now now, const Member& member) const = 0;

    /// The number behind which are the latest events that are decided, so many if there are as
    /// many.
    virtual Sequence before_latest(std::size_t count) = 0;

    /// As Journal::read has them.
    virtual Result<std::vector<Event>, JournalError> past(Sequence first,
                                                          std::size_t count) const = 0;
};

} // namespace chatroom
