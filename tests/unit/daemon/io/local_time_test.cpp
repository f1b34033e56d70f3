// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/io/local_time.hpp"

#include <regex>

#include <gtest/gtest.h>

namespace chatroom {
namespace {

// Hours and minutes, whatever the zone; the seconds make no difference.
TEST(LocalTime, IsShort) {
    const std::chrono::sys_seconds time{std::chrono::seconds(1'790'000'040)}; // On the minute.
    const auto text = local_time(time);
    EXPECT_TRUE(std::regex_match(text, std::regex("[012][0-9]:[0-5][0-9]"))) << text;
    EXPECT_EQ(local_time(time + std::chrono::seconds(59)), text);
    EXPECT_NE(local_time(time + std::chrono::seconds(60)), text);
}

} // namespace
} // namespace chatroom
