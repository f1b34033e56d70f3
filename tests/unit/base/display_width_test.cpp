// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/display_width.hpp"

#include <gtest/gtest.h>

namespace chatroom {
namespace {

// Ordinary letters, digits and spaces take one column each.
TEST(DisplayWidth, IsOneForOrdinaryCharacters) {
    EXPECT_EQ(display_width(""), 0U);
    EXPECT_EQ(display_width("Bob 7"), 5U);
    EXPECT_EQ(display_width("Вова é ü"), 8U);
}

// East Asian characters and full-width punctuation take two.
TEST(DisplayWidth, IsTwoForChineseJapaneseKoreanAndFullWidth) {
    EXPECT_EQ(display_width("小明"), 4U);
    EXPECT_EQ(display_width("カナ"), 4U);
    EXPECT_EQ(display_width("한국"), 4U);
    EXPECT_EQ(display_width("ｂｏｂ：（）"), 12U);
    EXPECT_EQ(display_width("\U00020000"), 2U);
}

// The narrow Katakana of old terminals are as narrow as their name says.
TEST(DisplayWidth, IsOneForHalfWidthKatakana) {
    EXPECT_EQ(display_width("ｶﾅ"), 2U);
}

// Emoji are as wide as East Asian characters.
TEST(DisplayWidth, IsTwoForEmoji) {
    EXPECT_EQ(display_width("😀"), 2U);
    EXPECT_EQ(display_width("🎉🎉"), 4U);
}

// Accents stand above or below what comes before them.
TEST(DisplayWidth, IsNothingForCombiningMarks) {
    EXPECT_EQ(display_width("e\u0301"), 1U);
    EXPECT_EQ(display_width("a\u0300\u0301\u20DD"), 1U);
    EXPECT_EQ(display_width("か\u3099"), 2U);
}

// The letters of a Korean syllable share its two columns.
TEST(DisplayWidth, IsThatOfTheSyllableForDecomposedKorean) {
    EXPECT_EQ(display_width("\u1112\u1161\u11AB"), 2U);
}

// What is not UTF-8 is counted all the same.
TEST(DisplayWidth, CountsBytesThatAreNotUtf8AsOneEach) {
    EXPECT_EQ(display_width("a\xFF\xFEz"), 4U);
}

} // namespace
} // namespace chatroom
