// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "protocol/event.hpp"

#include <algorithm>
#include <utility>

namespace chatroom {

/// Up to where every sealed member who is inside has acknowledged all events. The members of this
/// node are counted anew only when it may have changed, which is seldom while thousands
/// acknowledge; of those of other nodes it is known how far all of them are.
class Watermark {
public:
    Sequence value() const { return value_; }

    /// Somebody has come or gone, or stands elsewhere than before.
    void doubt() { is_doubtful_ = true; }

    /// A member who had acknowledged everything up to `before` has now up to `after`.
    void acknowledged(Sequence before, Sequence after);

    /// Counts, if that is needed: for_each_cursor(take) calls take(cursor) for where each member of
    /// this node stands, none of whom was sent anything beyond the head; those of other nodes have
    /// everything up to `elsewhere`. Whether the watermark is higher now; it never falls.
    template <typename ForEachCursor>
    bool raise(Sequence head, Sequence elsewhere, const ForEachCursor& for_each_cursor) {
        if (std::exchange(is_doubtful_, false)) {
            lowest_ = head;
            at_lowest_ = 0;
            for_each_cursor([this](Sequence cursor) { count(cursor); });
        }
        const auto lowest = std::min(lowest_, elsewhere);
        if (lowest <= value_) {
            return false;
        }
        value_ = lowest;
        return true;
    }

    /// What those of this node have acknowledged who are furthest behind, when they were counted
    /// last.
    Sequence lowest_here() const { return lowest_; }

private:
    void count(Sequence cursor) {
        if (cursor <= lowest_) {
            at_lowest_ = cursor < lowest_ ? 1 : at_lowest_ + 1;
            lowest_ = cursor;
        }
    }

    Sequence value_;
    Sequence lowest_;           ///< What those who are furthest behind have acknowledged,
    std::size_t at_lowest_ = 0; ///< and how many they are.
    bool is_doubtful_ = true;
};

} // namespace chatroom
