// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/rare.hpp"

#include <string>

#include <gtest/gtest.h>

namespace chatroom {
namespace {

using Text = Rare<std::string>;

// A copy has a value of its own, and is equal to what it was made of.
TEST(Rare, copies_its_value) {
    Text first(std::string("why"));
    const auto second = first;
    EXPECT_EQ(first, second);
    first = Text(std::string("other"));
    EXPECT_EQ(*second, "why");
    EXPECT_NE(first, second);
}

// None is equal to none only, and an empty text is a value.
TEST(Rare, tells_nothing_from_an_empty_value) {
    EXPECT_EQ(Text(), Text());
    EXPECT_NE(Text(), Text(std::string()));
    EXPECT_FALSE(Text().has_value());
    EXPECT_TRUE(Text(std::string()).has_value());
}

// It takes the room of a pointer.
TEST(Rare, is_small) {
    EXPECT_EQ(sizeof(Text), sizeof(void*));
}

} // namespace
} // namespace chatroom
