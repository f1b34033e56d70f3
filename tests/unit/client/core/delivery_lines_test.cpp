// SPDX-License-Identifier: GPL-3.0-or-later
// Who has an event, as people read it.
#include "client/core/delivery_lines.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace chatroom {

namespace {

using testing::ElementsAre;

std::vector<std::string> lines(const char* locale, const ShowDelivery& delivery) {
    return delivery_lines(
        choose_wording([&](std::string_view) { return std::optional<std::string>(locale); }),
        delivery);
}

// Each group that is not empty is a line, with names and how many there are more.
TEST(DeliveryLines, NameWhoHasIt) {
    const ShowDelivery delivery{
        {17}, sealed::Delivered{{17}, {2, {"Bob"}}, {2, {"Ann", "小明"}}, {}, {300, {}}}};
    EXPECT_THAT(lines("C", delivery),
                ElementsAre("number 17: 2 have it: Ann, 小明",
                            "number 17: 2 do not have it yet: Bob and 1 more",
                            "number 17: 300 have classic programs, which cannot say: 300 members"));
    EXPECT_THAT(lines("zh_CN", delivery),
                ElementsAre("编号 17：2 人已收到：Ann、小明",
                            "编号 17：2 人还没有收到：Bob 等，另有 1 人",
                            "编号 17：300 人用经典程序，无法得知：300 人"));
}

// What cannot be told is told as that.
TEST(DeliveryLines, SayWhyThereIsNothingToTell) {
    EXPECT_THAT(lines("C", {{17}, std::nullopt}),
                ElementsAre("the server does not tell who has it"));
    EXPECT_THAT(lines("C", {{0}, std::nullopt}),
                ElementsAre("you have said nothing yet: give a number, /who NUMBER"));
    EXPECT_THAT(lines("C", {{17}, sealed::Delivered{{17}, {}, {}, {}, {}}}),
                ElementsAre("there is no number 17 yet"));
}

} // namespace

} // namespace chatroom
