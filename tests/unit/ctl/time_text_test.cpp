// SPDX-License-Identifier: GPL-3.0-or-later
#include "ctl/time_text.hpp"

#include <cstdlib>

#include <gtest/gtest.h>

namespace chatroom {
namespace {

using namespace std::chrono_literals;
using std::chrono::sys_days;

const WallTime this_noon = sys_days{2026y / std::chrono::November / 23} + 12h;

/// A reader who is eight hours east of Greenwich; it is 20:00 there at this_noon.
class TimeText : public ::testing::Test {
protected:
    TimeText() { set_zone("CST-8"); }
    ~TimeText() override { set_zone(before_.empty() ? nullptr : before_.c_str()); }

    static void set_zone(const char* zone) {
        if (zone == nullptr) {
            ::unsetenv("TZ");
        } else {
            ::setenv("TZ", zone, 1);
        }
        ::tzset();
    }

    std::string before_ = std::getenv("TZ") == nullptr ? "" : std::getenv("TZ");
};

// A duration is so long ago.
TEST_F(TimeText, CountsBackFromNow) {
    EXPECT_EQ(time_in("10m", this_noon), this_noon - 10min);
    EXPECT_EQ(time_in("7d", this_noon), this_noon - 7 * 24h);
    EXPECT_EQ(time_in("90", this_noon), this_noon - 90s);
}

// A time of the day is today's, a day begins at midnight, both on the reader's clock.
TEST_F(TimeText, ReadsTheClockOnTheWall) {
    EXPECT_EQ(time_in("14:54", this_noon), this_noon - 5h - 6min);
    EXPECT_EQ(time_in("14:54:30", this_noon), this_noon - 5h - 5min - 30s);
    EXPECT_EQ(time_in("2026-11-23", this_noon), this_noon - 20h);
    EXPECT_EQ(time_in("2026-11-22 20:00", this_noon), this_noon - 24h);
    EXPECT_EQ(time_in("2026-11-22 20:00:01", this_noon), this_noon - 24h + 1s);
}

// What has a Z is in UTC.
TEST_F(TimeText, ReadsUtc) {
    EXPECT_EQ(time_in("2026-11-23T12:00:00.000Z", this_noon), this_noon);
}

// What is no time, or one that never was, is nothing.
TEST_F(TimeText, RefusesWhatIsNoTime) {
    for (const auto* wrong : {"", "soon", "0", "0m", "25:00", "14:54x", "2026-02-30", "2026-13-01",
                              "2026-11-23T12:00:00Z", "23.11.2026", "-5m"}) {
        EXPECT_EQ(time_in(wrong, this_noon), std::nullopt) << wrong;
    }
}

} // namespace
} // namespace chatroom
