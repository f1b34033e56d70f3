// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/core/complaints.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace chatroom {
namespace {

using std::chrono::seconds;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

LogLine warning(std::string text) {
    return {Severity::warning, std::move(text)};
}

class ComplaintsTest : public ::testing::Test {
protected:
    void note(Trouble trouble, std::string text) {
        complaints.note(trouble, now, std::move(text), log);
    }

    SteadyTime now{};
    Complaints complaints;
    std::vector<LogLine> log;
};

// The first line of a trouble is logged at once, without a need to wake up later.
TEST_F(ComplaintsTest, log_the_first_at_once) {
    note(Trouble::malformed, "a");
    EXPECT_THAT(log, ElementsAre(warning("a")));
    EXPECT_EQ(complaints.next_deadline(), std::nullopt);
}

// The next ones become one line that counts them, when the interval is over.
TEST_F(ComplaintsTest, count_what_is_left_out) {
    note(Trouble::malformed, "a");
    note(Trouble::malformed, "b");
    note(Trouble::malformed, "c");
    EXPECT_EQ(complaints.next_deadline(), now + seconds(10));
    now += seconds(10);
    complaints.advance(now, log);
    EXPECT_THAT(log, ElementsAre(warning("a"), warning("c (2 such in the last 10 s)")));
    EXPECT_EQ(complaints.next_deadline(), std::nullopt);
}

// However much comes, there is one line an interval.
TEST_F(ComplaintsTest, stay_limited) {
    for (int second = 0; second < 100; ++second) {
        note(Trouble::refused, "x");
        now += seconds(1);
    }
    EXPECT_EQ(log.size(), 10U);
}

// After a quiet interval the first line is logged at once again.
TEST_F(ComplaintsTest, start_anew_after_silence) {
    note(Trouble::refused, "a");
    now += seconds(10);
    note(Trouble::refused, "b");
    EXPECT_THAT(log, ElementsAre(warning("a"), warning("b")));
}

// One trouble does not silence another.
TEST_F(ComplaintsTest, keep_troubles_apart) {
    note(Trouble::refused, "a");
    note(Trouble::malformed, "b");
    note(Trouble::not_allowed, "c");
    EXPECT_THAT(log, ElementsAre(warning("a"), warning("b"), warning("c")));
}

// Advancing when nothing is due does nothing.
TEST_F(ComplaintsTest, advance_early_does_nothing) {
    note(Trouble::refused, "a");
    note(Trouble::refused, "b");
    log.clear();
    now += seconds(9);
    complaints.advance(now, log);
    EXPECT_THAT(log, IsEmpty());
}

} // namespace
} // namespace chatroom
