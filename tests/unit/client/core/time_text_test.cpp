// SPDX-License-Identifier: GPL-3.0-or-later
// Times in front of lines.
#include "client/core/time_text.hpp"

#include <cstdlib>
#include <ctime>

#include <gtest/gtest.h>

namespace chatroom {

namespace {

class TimeTextTest : public testing::Test {
protected:
    TimeTextTest() {
        ::setenv("TZ", "XYZ-8", 1); // Eight hours before UTC's clock.
        ::tzset();
    }
    ~TimeTextTest() override {
        ::unsetenv("TZ");
        ::tzset();
    }
};

// By the user's clock, as short or as long as is asked for.
TEST_F(TimeTextTest, IsByTheUsersClock) {
    const auto time = *from_rfc3339("2026-11-23T16:05:59.999Z");
    EXPECT_EQ(time_text(time, Times::off), "");
    EXPECT_EQ(time_text(time, Times::hour), "[00:05] ");
    EXPECT_EQ(time_text(time, Times::full), "[2026-11-24 00:05:59] ");
    EXPECT_EQ(day_text(time), "2026-11-24");
}

// A server can say any time; each takes the same columns.
TEST_F(TimeTextTest, HasOneLength) {
    using namespace std::chrono;
    for (const auto time : {WallTime::min(), WallTime::max(), WallTime{},
                            WallTime{days(109'000'000)}, WallTime{days(-1)}}) {
        EXPECT_EQ(time_text(time, Times::hour), "[--:--] ");
        EXPECT_EQ(time_text(time, Times::full).size(),
                  time_text(WallTime{hours(400'000)}, Times::full).size());
        EXPECT_EQ(day_text(time), "----------");
    }
}

TEST_F(TimeTextTest, HasAWordForEachForm) {
    EXPECT_EQ(times_from("off"), Times::off);
    EXPECT_EQ(times_from("short"), Times::hour);
    EXPECT_EQ(times_from("long"), Times::full);
    EXPECT_EQ(times_from("never"), std::nullopt);
}

} // namespace

} // namespace chatroom
