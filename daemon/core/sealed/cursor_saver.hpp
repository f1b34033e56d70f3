// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "daemon/core/request.hpp"
#include "daemon/core/room_state.hpp"
#include "daemon/core/time.hpp"

#include <functional>

namespace chatroom {

/// Says from time to time how far the sealed members have read, which the journal is to know.
class CursorSaver {
public:
    /// How often. After a crash a program that has forgotten itself where it was gets twice what it
    /// read in that time, or in a large room in twice that time.
    static constexpr std::chrono::seconds interval{60};
    /// Of so many members in one turn, and of others after a pause: the more a turn keeps, the
    /// longer delivery waits for its commit.
    static constexpr std::size_t max_at_once = 256;
    static constexpr std::chrono::seconds pause{1};

    /// Up to where a member has all events.
    using CursorOf = std::function<Sequence(const Member&)>;

    /// The state is the room's and outlives the saver.
    CursorSaver(const RoomState& state, CursorOf cursor_of, SteadyTime now)
        : state_(state), cursor_of_(std::move(cursor_of)), next_(now + interval) {}

    /// Time has passed: what is to be kept now, which may be nothing.
    request::KeepCursors advance(SteadyTime now);

    /// All of it.
    request::KeepCursors all();

    /// When advance() has something to do.
    SteadyTime next_deadline() const { return next_; }

private:
    request::KeepCursors go_on(std::size_t most);

    const RoomState& state_;
    CursorOf cursor_of_;
    SteadyTime next_;
    Sequence done_up_to_; ///< Who entered up to there need not be looked at.
};

} // namespace chatroom
