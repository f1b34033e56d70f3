// SPDX-License-Identifier: GPL-3.0-or-later
// Looking for a word whatever the case of its letters.
#include "base/ascii_case.hpp"

#include <gtest/gtest.h>

namespace chatroom {
namespace {

TEST(AsciiCase, FindsAWordInEitherCase) {
    EXPECT_TRUE(contains_in_either_case("Xiaoming", "MING"));
    EXPECT_TRUE(contains_in_either_case("小明 [AZ]", "明 [az]"));
    EXPECT_TRUE(contains_in_either_case("", ""));
    EXPECT_FALSE(contains_in_either_case("ab", "abc"));
    EXPECT_FALSE(contains_in_either_case("a@", "a`"));
    EXPECT_FALSE(contains_in_either_case("Ä", "ä"));
}

} // namespace
} // namespace chatroom
