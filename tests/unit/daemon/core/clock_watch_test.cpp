// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/core/clock_watch.hpp"

#include <gtest/gtest.h>

namespace chatroom {
namespace {

using namespace std::chrono_literals;

class ClockWatchTest : public ::testing::Test {
protected:
    Now now() const { return {SteadyTime{} + passed, WallTime{} + passed + wrong_by}; }

    std::chrono::milliseconds passed{100h};
    std::chrono::milliseconds wrong_by{0};
    ClockWatch watch{now()};
};

// A clock is believed when it has gone on as the steady one for hours, and not before.
TEST_F(ClockWatchTest, trusts_after_hours) {
    EXPECT_FALSE(watch.is_trusted(now().steady));
    passed += ClockWatch::trusted_after - 1ms;
    EXPECT_EQ(watch.look(now()), std::nullopt);
    EXPECT_FALSE(watch.is_trusted(now().steady));
    passed += 1ms;
    EXPECT_EQ(watch.look(now()), std::nullopt);
    EXPECT_TRUE(watch.is_trusted(now().steady));
}

// A jump in either direction is told once, and the hours begin anew, also with the way back.
TEST_F(ClockWatchTest, begins_anew_with_a_jump) {
    for (const auto wrong : {std::chrono::hours(400 * 24), std::chrono::hours(-2)}) {
        passed += ClockWatch::trusted_after;
        wrong_by = wrong;
        EXPECT_EQ(watch.look(now()), std::optional<std::chrono::milliseconds>(wrong));
        EXPECT_FALSE(watch.is_trusted(now().steady));
        EXPECT_EQ(watch.look(now()), std::nullopt);
        passed += 1s;
        wrong_by = 0ms;
        EXPECT_EQ(watch.look(now()), std::optional<std::chrono::milliseconds>(-wrong));
        passed += ClockWatch::trusted_after - 1ms;
        EXPECT_FALSE(watch.is_trusted(now().steady));
        passed += 1ms;
        EXPECT_TRUE(watch.is_trusted(now().steady));
    }
}

// A clock that is adjusted little by little has not jumped, however far it gets.
TEST_F(ClockWatchTest, follows_adjustments) {
    for (int hour = 0; hour < 1000; ++hour) {
        passed += 1h;
        wrong_by += 2s;
        ASSERT_EQ(watch.look(now()), std::nullopt);
    }
    EXPECT_TRUE(watch.is_trusted(now().steady));
    wrong_by += ClockWatch::tolerance;
    EXPECT_EQ(watch.look(now()), std::nullopt);
    wrong_by += ClockWatch::tolerance + 1ms;
    EXPECT_NE(watch.look(now()), std::nullopt);
}

} // namespace
} // namespace chatroom
