// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/core/log_limiter.hpp"

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

class LogLimiterTest : public ::testing::Test {
protected:
    void note(LogKind kind, std::string text) { limiter.note(kind, now, std::move(text), log); }

    SteadyTime now{};
    LogLimiter limiter;
    std::vector<LogLine> log;
};

// The first line of a kind is logged at once, without a need to wake up later.
TEST_F(LogLimiterTest, log_the_first_at_once) {
    note(LogKind::malformed, "a");
    EXPECT_THAT(log, ElementsAre(warning("a")));
    EXPECT_EQ(limiter.next_deadline(), std::nullopt);
}

// The next ones become one line that counts them, when the interval is over.
TEST_F(LogLimiterTest, count_what_is_left_out) {
    note(LogKind::malformed, "a");
    note(LogKind::malformed, "b");
    note(LogKind::malformed, "c");
    EXPECT_EQ(limiter.next_deadline(), now + seconds(10));
    now += seconds(10);
    limiter.advance(now, log);
    EXPECT_THAT(log, ElementsAre(warning("a"), warning("c (2 such in the last 10 s)")));
    EXPECT_EQ(limiter.next_deadline(), std::nullopt);
}

// However much comes, there is one line an interval.
TEST_F(LogLimiterTest, stay_limited) {
    for (int second = 0; second < 100; ++second) {
        note(LogKind::refused, "x");
        now += seconds(1);
    }
    EXPECT_EQ(log.size(), 10U);
}

// After a quiet interval the first line is logged at once again.
TEST_F(LogLimiterTest, start_anew_after_silence) {
    note(LogKind::refused, "a");
    now += seconds(10);
    note(LogKind::refused, "b");
    EXPECT_THAT(log, ElementsAre(warning("a"), warning("b")));
}

// Of comings and goings a hundred are logged, and then they are counted, too.
TEST_F(LogLimiterTest, leave_room_for_comings_and_goings) {
    for (int count = 0; count < 150; ++count) {
        note(LogKind::membership, "x");
    }
    EXPECT_EQ(log.size(), 100U);
    now += seconds(10);
    limiter.advance(now, log);
    EXPECT_EQ(log.back(), (LogLine{Severity::info, "x (50 such in the last 10 s)"}));
}

// What ails the room itself is an error.
TEST_F(LogLimiterTest, know_how_severe_a_kind_is) {
    note(LogKind::journal, "a");
    note(LogKind::membership, "b");
    note(LogKind::detail, "c");
    EXPECT_THAT(log, ElementsAre(LogLine{Severity::error, "a", Notable::journal_failed},
                                 LogLine{Severity::info, "b"}, LogLine{Severity::debug, "c"}));
}

// One kind does not silence another.
TEST_F(LogLimiterTest, keep_kinds_apart) {
    note(LogKind::refused, "a");
    note(LogKind::malformed, "b");
    note(LogKind::not_allowed, "c");
    EXPECT_THAT(log, ElementsAre(warning("a"), warning("b"), warning("c")));
}

// Advancing when nothing is due does nothing.
TEST_F(LogLimiterTest, advance_early_does_nothing) {
    note(LogKind::refused, "a");
    note(LogKind::refused, "b");
    log.clear();
    now += seconds(9);
    limiter.advance(now, log);
    EXPECT_THAT(log, IsEmpty());
}

} // namespace
} // namespace chatroom
