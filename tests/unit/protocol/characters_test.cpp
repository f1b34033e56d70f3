// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocol/characters.hpp"

#include <gtest/gtest.h>

namespace chatroom {
namespace {

// A text is taken apart into its characters, and put together again.
TEST(Characters, are_code_points) {
    EXPECT_EQ(code_points("a你😀"), U"a你😀");
    EXPECT_EQ(to_utf8(U"a你😀é"), "a你😀é");
    EXPECT_EQ(code_points(""), U"");
    EXPECT_EQ(to_utf8(U""), "");
}

// Marks are what is written around another character.
TEST(Characters, may_be_marks) {
    EXPECT_TRUE(is_mark(0x301));
    EXPECT_TRUE(is_mark(0x20e3));
    EXPECT_FALSE(is_mark(U'a'));
}

// Some characters have neither ink nor width, others only no ink.
TEST(Characters, may_be_unseen_or_blank) {
    for (const char32_t character :
         {U'\xad', U'\x200b', U'\x200d', U'\x202e', U'\xfe0f', U'\xfeff', U'\xe0041'}) {
        EXPECT_TRUE(is_unseen(character)) << static_cast<unsigned>(character);
        EXPECT_FALSE(is_blank(character)) << static_cast<unsigned>(character);
    }
    for (const char32_t character :
         {U'\x20', U'\xa0', U'\x2800', U'\x3000', U'\x3164', U'\xffa0', U'\x2d7f', U'\x1107f',
          U'\x16fe4', U'\x13440', U'\x13441', U'\x13442', U'\x1d159', U'\xfffc'}) {
        EXPECT_TRUE(is_blank(character)) << static_cast<unsigned>(character);
        EXPECT_FALSE(is_unseen(character)) << static_cast<unsigned>(character);
    }
    EXPECT_FALSE(is_unseen(0x600)); // The Arabic number sign is seen.
}

// Pictures are emoji and what they are made of, but not the digits of keycaps.
TEST(Characters, may_be_pictures) {
    EXPECT_TRUE(is_picture(U'😀'));
    EXPECT_TRUE(is_picture(U'❤'));
    EXPECT_TRUE(is_picture(U'🇨'));
    EXPECT_TRUE(is_picture(U'🏽'));
    EXPECT_FALSE(is_picture(U'1'));
    EXPECT_FALSE(is_picture(U'中'));
}

// The flag of a region is three to six tags and their end; anything else is no flag.
TEST(Characters, may_be_tags_of_a_region) {
    EXPECT_TRUE(is_tag(0xe0067));
    EXPECT_FALSE(is_tag(0xe0100));
    EXPECT_EQ(region_tags(U"\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007fx"), 6U);
    EXPECT_EQ(region_tags(U"\U000e0067\U000e0062\U000e0065"), 0U);
    EXPECT_EQ(region_tags(U"\U000e0067\U000e0062\U000e007f"), 0U);
    EXPECT_EQ(region_tags(U"\U000e0067\U000e0062\U000e0065\U000e0067\U000e0062\U000e0065\U000e0065"
                          U"\U000e007f"),
              0U);
    EXPECT_EQ(region_tags(U""), 0U);
}

} // namespace
} // namespace chatroom
