// SPDX-License-Identifier: GPL-3.0-or-later
// Some of many people, in words.
#include "client/core/crowd_text.hpp"

#include <gtest/gtest.h>

namespace chatroom {

namespace {

const Wording& crowd_wording() {
    return choose_wording([](std::string_view) { return std::nullopt; });
}

// Those who are not named are counted.
TEST(CrowdTextTest, NamesSomeAndCountsTheOthers) {
    EXPECT_EQ(crowd_text(crowd_wording(), {2, {"Ann", "小明"}}), "Ann, 小明");
    EXPECT_EQ(crowd_text(crowd_wording(), {3, {"Ann", "Bob"}}), "Ann, Bob and 1 more");
    EXPECT_EQ(crowd_text(crowd_wording(), {3, {}}), "3 members");
    EXPECT_EQ(crowd_text(crowd_wording(), {0, {"Ann"}}), "Ann");
}

// Who is here, all of them or those who were looked for.
TEST(CrowdTextTest, SaysWhoIsHere) {
    const auto line = [](const ShowMembers& shown) { return members_line(crowd_wording(), shown); };
    EXPECT_EQ(line({"", sealed::Crowd{1, {"Ann"}}}), "1 here: Ann");
    EXPECT_EQ(line({"an", sealed::Crowd{1, {"Ann"}}}), "1 here with \"an\" in the name: Ann");
    EXPECT_EQ(line({"x", sealed::Crowd{}}), "nobody here has \"x\" in the name");
    EXPECT_EQ(line({"x"}), "the server does not tell who is here");
}

} // namespace

} // namespace chatroom
