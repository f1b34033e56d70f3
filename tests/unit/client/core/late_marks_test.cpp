// SPDX-License-Identifier: GPL-3.0-or-later
// Messages that have arrived and stand as on their way.
#include "client/core/late_marks.hpp"

#include <gtest/gtest.h>

namespace chatroom {

namespace {

bool nothing_in_reach(MessageId) {
    return false;
}

// They are counted once all that are out of reach have arrived, and told once.
TEST(LateMarksTest, AreToldTogether) {
    LateMarks marks;
    EXPECT_EQ(marks.take(nothing_in_reach), 0U);
    marks.stands({1});
    marks.stands({2});
    marks.stands({3});
    marks.marked({{1}, Mark::in_journal}, false);
    marks.marked({{1}, Mark::everywhere}, false);
    EXPECT_EQ(marks.take(nothing_in_reach), 0U);
    marks.marked({{2}, Mark::everywhere}, false);
    EXPECT_EQ(marks.take([](MessageId message) { return message == MessageId{3}; }), 2U);
    EXPECT_EQ(marks.take(nothing_in_reach), 0U);
}

// What gets its mark, fails, or is recalled is not among them.
TEST(LateMarksTest, AreOnlyThoseThatHaveArrived) {
    LateMarks marks;
    marks.stands({1});
    marks.stands({2});
    marks.stands({3});
    marks.marked({{1}, Mark::in_journal}, true);
    marks.marked({{2}, Mark::failed}, false);
    marks.marked({{3}, Mark::recalled}, false);
    marks.marked({{4}, Mark::in_journal}, false);
    EXPECT_EQ(marks.take(nothing_in_reach), 0U);
}

} // namespace

} // namespace chatroom
