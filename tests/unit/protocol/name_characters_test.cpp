// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocol/name_characters.hpp"

#include <gtest/gtest.h>

namespace chatroom {
namespace {

bool invisible(std::string_view name) {
    return have_invisible(code_points(name));
}

bool mixed(std::string_view name) {
    return have_mixed_directions(code_points(name));
}

// A text is taken apart into its characters.
TEST(NameCharacters, are_code_points) {
    EXPECT_EQ(code_points("a你😀"), (std::vector<char32_t>{U'a', U'你', U'😀'}));
    EXPECT_TRUE(code_points("").empty());
}

// White space is white space wherever it stands.
TEST(NameCharacters, may_be_white_space) {
    EXPECT_TRUE(have_white_space(code_points("a b")));
    EXPECT_TRUE(have_white_space(code_points("\u3000")));
    EXPECT_FALSE(have_white_space(code_points("ab")));
    EXPECT_FALSE(have_white_space({}));
}

// Characters without ink are invisible even if their properties do not say so.
TEST(NameCharacters, may_be_blank) {
    for (const auto* name : {"a\u2800", "a\u2d7f", "a\U0001107f", "a\U00016fe4", "a\U00013440",
                             "a\U00013441", "a\U00013442", "a\U0001d159", "a\ufffc"}) {
        EXPECT_TRUE(invisible(name)) << name;
    }
}

// A stacking mark is seen only between two letters that it stacks.
TEST(NameCharacters, may_stack_letters_of_their_own) {
    EXPECT_FALSE(invisible("\u1781\u17d2\u1798\u17c2\u179a")); // Khmer, in Khmer.
    EXPECT_FALSE(invisible("\u1010\u1039\u1010"));             // Burmese.
    EXPECT_TRUE(invisible("\u1781\u17d2"));
    EXPECT_TRUE(invisible("Bob\u17d2"));
    EXPECT_TRUE(invisible("B\u1039b"));
    EXPECT_TRUE(invisible("小明\u1a60"));
}

// A mark needs something in front of it.
TEST(NameCharacters, may_not_begin_with_a_mark) {
    EXPECT_TRUE(invisible("\u0301a"));
    EXPECT_FALSE(invisible("a\u0301"));
    EXPECT_FALSE(invisible(""));
}

// Names of one direction, with numbers behind, are shown as they are written.
TEST(NameCharacters, may_go_either_way) {
    for (const auto* name : {"", "Bob", "小明1", "דוד", "דוד1", "مريم", "مريم٣", "א-ב", "1-2"}) {
        EXPECT_FALSE(mixed(name)) << name;
    }
}

// Other mixtures could be shown as somebody else's name.
TEST(NameCharacters, may_not_go_both_ways) {
    for (const auto* name : {"1א", "aא", "אa", "אa1", "א-", "-א", "٣a", "م1٣", "٣"}) {
        EXPECT_TRUE(mixed(name)) << name;
    }
}

} // namespace
} // namespace chatroom
