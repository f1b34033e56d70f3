// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/limiter.hpp"

#include <gtest/gtest.h>

namespace chatroom {
namespace {

using namespace std::chrono_literals;

class LimiterTest : public ::testing::Test {
protected:
    static constexpr auto nothing = Limiter<int>::Time::duration::zero();

    Limiter<int>::Time now{1000s};
    Limiter<int> limiter{3, 6s, 4};
};

// It tells how long to wait, also what would be if it were done some times more.
TEST_F(LimiterTest, tells_how_long_to_wait) {
    EXPECT_EQ(limiter.wait_for(now, 1), nothing);
    EXPECT_EQ(limiter.wait_for(now, 1, 2), nothing);
    EXPECT_EQ(limiter.wait_for(now, 1, 3), 6s);
    limiter.note(now, 1);
    EXPECT_EQ(limiter.wait_for(now, 1, 1), nothing);
    EXPECT_EQ(limiter.wait_for(now, 1, 2), 6s);
    limiter.note(now, 1);
    limiter.note(now, 1);
    EXPECT_EQ(limiter.wait_for(now, 1), 6s);
    EXPECT_EQ(limiter.wait_for(now, 2), nothing);
    now += 4s;
    EXPECT_EQ(limiter.wait_for(now, 1), 2s);
    now += 1min;
    EXPECT_EQ(limiter.wait_for(now, 1, 3), 6s);
}

// Whoever is forgiven first is forgotten when there are too many.
TEST_F(LimiterTest, remembers_a_limited_number) {
    for (int who = 1; who <= 3; ++who) {
        limiter.note(now, who);
    }
    for (int time = 0; time < 3; ++time) {
        limiter.note(now, 4);
    }
    limiter.note(now + 1s, 5);
    limiter.note(now + 2s, 6);
    EXPECT_EQ(limiter.size(), 4U);
    EXPECT_EQ(limiter.wait_for(now + 2s, 4), 4s);
    limiter.note(now + 1min, 7);
    EXPECT_EQ(limiter.size(), 1U);
}

} // namespace
} // namespace chatroom
