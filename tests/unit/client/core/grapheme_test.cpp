// SPDX-License-Identifier: GPL-3.0-or-later
// What a person sees as one character.
#include "client/core/grapheme.hpp"

#include <gtest/gtest.h>

namespace chatroom {

namespace {

const std::string emoji_family = "👩\u200D👩\u200D👧";
const std::string emoji_flag = "🇨🇳";
const std::string sinhala = "ක්\u200Dෂ";

std::vector<std::string> pieces(std::string_view text) {
    std::vector<std::string> result;
    for (const auto& one : graphemes(text)) {
        result.emplace_back(one.text);
    }
    return result;
}

// Families, flags, accents and syllables are one each.
TEST(GraphemeTest, IsWhatAPersonSees) {
    EXPECT_EQ(pieces("ab"), (std::vector<std::string>{"a", "b"}));
    EXPECT_EQ(pieces("a" + emoji_family + emoji_flag + "e\u0301"),
              (std::vector<std::string>{"a", emoji_family, emoji_flag, "e\u0301"}));
    EXPECT_EQ(pieces("小明"), (std::vector<std::string>{"小", "明"}));
    EXPECT_EQ(pieces(""), std::vector<std::string>());
}

// No terminal needs more columns than this for them.
TEST(GraphemeTest, HasTheMostColumnsOfAnyTerminal) {
    EXPECT_EQ(columns_of("Bob 7"), 5U);
    EXPECT_EQ(columns_of("小明"), 4U);
    EXPECT_EQ(columns_of(emoji_family), 6U);
    EXPECT_EQ(columns_of(emoji_flag), 4U);
    EXPECT_EQ(columns_of("❤\uFE0F"), 2U);
    EXPECT_EQ(columns_of("…"), 2U);
    EXPECT_EQ(columns_of("Вот"), 3U);
    EXPECT_EQ(columns_of("e\u0301"), 1U);
    EXPECT_EQ(columns_of("\U000F0000"), 2U);
    EXPECT_EQ(columns_of("\xff\xfe"), 2U);
}

// The caret steps over each as a whole, from wherever it is.
TEST(GraphemeTest, IsSteppedOverAtOnce) {
    const auto text = "a" + emoji_family + "b";
    EXPECT_EQ(next_grapheme(text, 0), 1U);
    EXPECT_EQ(next_grapheme(text, 1), 1 + emoji_family.size());
    EXPECT_EQ(next_grapheme(text, 5), 1 + emoji_family.size());
    EXPECT_EQ(next_grapheme(text, text.size()), text.size());
    EXPECT_EQ(previous_grapheme(text, text.size()), 1 + emoji_family.size());
    EXPECT_EQ(previous_grapheme(text, 1 + emoji_family.size()), 1U);
    EXPECT_EQ(previous_grapheme(text, 5), 1U);
    EXPECT_EQ(previous_grapheme(text, 0), 0U);
    EXPECT_EQ(previous_grapheme(sinhala, sinhala.size()), pieces(sinhala).size() == 1 ? 0U : 9U);
}

} // namespace

} // namespace chatroom
