// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocol/characters.hpp"
#include "protocol/name_characters.hpp"

#include <gtest/gtest.h>

namespace chatroom {
namespace {

bool invisible(std::string_view name) {
    return have_invisible(code_points(name));
}

bool overloaded(std::string_view name) {
    return have_too_many_marks(code_points(name));
}

bool mixed(std::string_view name) {
    return have_mixed_directions(code_points(name));
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

// Joiners and selectors are seen in what they do, where they do something.
TEST(NameCharacters, may_be_joined_where_that_is_needed) {
    EXPECT_FALSE(invisible("مه\u200cناز"));
    EXPECT_FALSE(invisible("❤️"));
    EXPECT_TRUE(invisible("Bo\u200cb"));
    EXPECT_TRUE(invisible("Bob\ufe0f"));
}

// An emoji may be younger than the tables; any other unassigned character is not seen.
TEST(NameCharacters, may_be_a_new_emoji) {
    EXPECT_FALSE(invisible("\U0001fae9"));
    EXPECT_TRUE(invisible("\u0378"));
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

// A letter bears two accents, a letter of a script with marks of its own up to four of those.
TEST(NameCharacters, bear_the_marks_that_names_have) {
    for (const auto* name : {"", "Bob", "ế", "e\u0302\u0301", "Ngu\u1ec5n", "\u0e19\u0e49\u0e33",
                             "\u1016\u103c\u102d\u102f\u1038", "\u0f66\u0f92\u0fb2\u0f7c\u0f63",
                             "\u0939\u093c\u0940\u0902", "1\ufe0f\u20e3", "ab\u0301c\u0301"}) {
        EXPECT_FALSE(overloaded(name)) << name;
    }
}

// More than those, or one of them twice, is no name, however it is composed or hidden.
TEST(NameCharacters, bear_no_stacks_of_marks) {
    for (const auto* name : {"e\u0302\u0301\u0300", "\u1ebf\u0300", "e\u0301\u0301", "\u00e9\u0301",
                             "e\u0301\u0300\u0301", "e\u0301\ufe0f\u0301", "\u0e01\u0e48\u0e48",
                             "\u1000\u103b\u103c\u103d\u103e\u102d"}) {
        EXPECT_TRUE(overloaded(name)) << name;
    }
}

// Names of one direction, with numbers on either side or emoji around, are shown in an order that
// is theirs.
TEST(NameCharacters, may_go_either_way) {
    for (const auto* name :
         {"", "Bob", "小明1", "דוד", "דוד1", "1דוד", "مريم", "مريم٣", "٣مريم", "۷ستاره", "٣", "א-ב",
          "1-2", "מרים❤️", "😀علي", "علي👍🏽", "🇮🇱דוד🇮🇱"}) {
        EXPECT_FALSE(mixed(name)) << name;
    }
}

// Other mixtures could be shown as somebody else's name.
TEST(NameCharacters, may_not_go_both_ways) {
    for (const auto* name : {"aא", "אa", "אa1", "א-", "-א", "٣a", "م1٣", "1٣"}) {
        EXPECT_TRUE(mixed(name)) << name;
    }
}

// Signs with which the room and its programs set names apart, or begin what they say themselves.
TEST(NameCharacters, may_be_signs_of_the_room) {
    const auto has_signs = [](std::string_view name) { return have_room_signs(code_points(name)); };
    for (const auto* name :
         {"小明、管家", "Alice；Bob", "Alice,Bob", "Alice;Bob", "小明，", "a､b",        "a﹐b",
          "a﹑b",       "a﹔b",       "a︐b",      "a︑b",      "a︔b",   "a؍b،",       "a؛",
          "a՝",         "a፣",         "a\u037e",   "a‚",        "a٬",     "▋管家",      "▍",
          "┃",          "❚",          "▎",         "▌",         "▏",      "█",          "░",
          "│",          "║",          "╎",         "▮",         "￨",      "\U0001fb70", "⎮"}) {
        EXPECT_TRUE(has_signs(name)) << name;
    }
    for (const auto* name : {"", "Bob", "O'Brien-3", "a|b", "ʻOkina", "小·明", "★小明★", "●",
                             "Ann_B", "a/b", "a+b", "a.b", "a&b", "a~b", "丨", "ǀ", "ꓹ"}) {
        EXPECT_FALSE(has_signs(name)) << name;
    }
}

} // namespace
} // namespace chatroom
