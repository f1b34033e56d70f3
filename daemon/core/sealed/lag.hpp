// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "daemon/core/time.hpp"
#include "protocol/event.hpp"

namespace chatroom {

/// How long one member takes to get as far as the room was: not how many events it is behind, as a
/// busy room is far ahead of everybody for a moment, nor how old they are, as whoever comes back to
/// a long past reads on.
class Lag {
public:
    /// The member has everything up to the cursor, and the latest event is the head. Once it has
    /// got as far as the room was, it is measured by how far the room is now.
    void note(SteadyTime now, Sequence cursor, Sequence head) {
        if (cursor >= goal_) {
            goal_ = head;
            since_ = now;
        }
    }

    /// Whether a member that stands there has taken so long.
    bool is_over(SteadyTime now, Sequence cursor, SteadyTime::duration limit) const {
        return cursor < goal_ && since_ + limit <= now;
    }

    /// For how long a member that stands there has not got as far as the room was.
    SteadyTime::duration taken(SteadyTime now, Sequence cursor) const {
        return cursor < goal_ ? now - since_ : SteadyTime::duration::zero();
    }

private:
    Sequence goal_;
    SteadyTime since_;
};

} // namespace chatroom
