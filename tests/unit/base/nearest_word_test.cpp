// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/nearest_word.hpp"

#include <array>

#include <gtest/gtest.h>

namespace chatroom {
namespace {

constexpr std::array<std::string_view, 3> words{"listen", "language", "level"};

// A slip of the finger is the word it was meant to be.
TEST(NearestWord, FindsSlips) {
    EXPECT_EQ(nearest_word("listne", words), "listen");
    EXPECT_EQ(nearest_word("lang_uage", words), "language");
    EXPECT_EQ(nearest_word("evel", words), "level");
    EXPECT_EQ(nearest_word("level", words), "level");
}

// Of two words that are equally near, the first is meant.
TEST(NearestWord, PrefersTheFirst) {
    constexpr std::array<std::string_view, 2> twins{"cat", "bat"};
    EXPECT_EQ(nearest_word("rat", twins), "cat");
}

// Another word is no slip, and where there are no words there is none.
TEST(NearestWord, FindsNothing) {
    EXPECT_EQ(nearest_word("farewell", words), std::nullopt);
    EXPECT_EQ(nearest_word("", words), std::nullopt);
    EXPECT_EQ(nearest_word("listen", {}), std::nullopt);
}

// A word longer than any is not compared at all.
TEST(NearestWord, DoesNotCompareLongWords) {
    const std::string longest(64, 'x');
    const std::array<std::string_view, 1> known{longest};
    EXPECT_EQ(nearest_word(longest, known), longest);
    EXPECT_EQ(nearest_word(longest + "x", known), std::nullopt);
}

} // namespace
} // namespace chatroom
