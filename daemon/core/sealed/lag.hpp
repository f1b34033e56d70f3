// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "daemon/core/time.hpp"
#include "protocol/event.hpp"
#include "protocol/sealed/frame.hpp"

#include <algorithm>

namespace chatroom {

/// How long one member takes to get as far as the room was: not how many events it is behind, as a
/// busy room is far ahead of everybody for a moment, nor how old they are, as whoever comes back to
/// a long past reads on. It is a matter of the member, whichever session serves it.
class Lag {
public:
    /// Of what had happened before it came in, so many events a second are enough: a window of
    /// them. Over the longest ways that are worth using a client gets as many, however long the
    /// past is.
    static constexpr std::uint64_t least_a_second = sealed::event_window;

    /// The member comes in, or back: what has happened up to the head is its past.
    void came_in(Sequence head) { past_ = head; }

    /// The member has everything up to the cursor, and the latest event is the head. Once it has
    /// got as far as it was to, it is measured by how far the room is now.
    void note(SteadyTime now, Sequence cursor, Sequence head, std::chrono::seconds limit) {
        if (cursor < goal_) {
            return;
        }
        const auto portion = least_a_second * static_cast<std::uint64_t>(limit.count());
        goal_ = cursor < past_ ? std::min(head, Sequence{cursor.value + portion}) : head;
        since_ = now;
    }

    /// Whether a member that stands there has taken so long.
    bool is_over(SteadyTime now, Sequence cursor, std::chrono::seconds limit) const {
        return cursor < goal_ && since_ + limit <= now;
    }

    /// For how long a member that stands there has not got as far as the room was.
    SteadyTime::duration taken(SteadyTime now, Sequence cursor) const {
        return cursor < goal_ ? now - since_ : SteadyTime::duration::zero();
    }

private:
    Sequence goal_;
    Sequence past_;
    SteadyTime since_;
};

} // namespace chatroom
