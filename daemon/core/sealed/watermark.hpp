// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "protocol/event.hpp"

#include <utility>

namespace chatroom {

/// Up to where every sealed member who is inside has acknowledged all events. The members are
/// counted anew only when it may have changed, which is seldom while thousands acknowledge.
class Watermark {
public:
    Sequence value() const { return value_; }

    /// Somebody has come or gone, or stands elsewhere than before.
    void doubt() { is_doubtful_ = true; }

    /// A member who had acknowledged everything up to `before` has now up to `after`.
    void acknowledged(Sequence before, Sequence after);

    /// Counts, if that is needed: for_each_cursor(take) calls take(cursor) for where each member
    /// stands, none of whom was sent anything beyond the head. Whether the watermark is higher now;
    /// it never falls.
    template <typename ForEachCursor>
    bool raise(Sequence head, const ForEachCursor& for_each_cursor) {
        if (!std::exchange(is_doubtful_, false)) {
            return false;
        }
        lowest_ = head;
        at_lowest_ = 0;
        for_each_cursor([this](Sequence cursor) { count(cursor); });
        if (lowest_ <= value_) {
            return false;
        }
        value_ = lowest_;
        return true;
    }

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
