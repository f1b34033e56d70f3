// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/utf8.hpp"

#include <string>

#include <gtest/gtest.h>

namespace chatroom {
namespace {

// The shortest and longest code points of each length are read.
TEST(Utf8, reads_code_points) {
    EXPECT_EQ(first_code_point("a")->value, U'a');
    EXPECT_EQ(first_code_point("你好")->value, U'你');
    EXPECT_EQ(first_code_point("你好")->bytes, 3U);
    EXPECT_EQ(first_code_point("\xf4\x8f\xbf\xbf")->value, char32_t{0x10ffff});
    EXPECT_EQ(first_code_point(std::string_view("\0", 1))->bytes, 1U);
    EXPECT_FALSE(first_code_point(""));
}

// Overlong, cut, surrogate and too great sequences are not UTF-8 (RFC 3629).
TEST(Utf8, refuses_what_is_not_well_formed) {
    for (const std::string_view bytes :
         {"\x80", "\xc0\x80", "\xc1\xbf", "\xe0\x80\x80", "\xed\xa0\x80", "\xed\xbf\xbf",
          "\xf0\x80\x80\x80", "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xff", "\xe4\xbd",
          "\xf0\x9f", "a\xe4"}) {
        EXPECT_FALSE(is_utf8(bytes));
    }
    EXPECT_TRUE(is_utf8(""));
    EXPECT_TRUE(is_utf8("ASCII, 中文, 😀"));
}

// A prefix ends where a cluster ends.
TEST(Utf8, cuts_between_clusters) {
    EXPECT_EQ(grapheme_prefix("abc", 2), "ab");
    EXPECT_EQ(grapheme_prefix("abc", 3), "abc");
    EXPECT_EQ(grapheme_prefix("你好", 5), "你");
    EXPECT_EQ(grapheme_prefix("你好吗", 6), "你好");
    EXPECT_EQ(grapheme_prefix("x你好", 5), "x你");
    EXPECT_EQ(grapheme_prefix("x你好", 6), "x你");
    EXPECT_EQ(grapheme_prefix("e\u0301e\u0301", 5), "e\u0301");
    EXPECT_EQ(grapheme_prefix("a🇨🇳", 8), "a");
    EXPECT_EQ(grapheme_prefix("a\r\nb", 2), "a");
    EXPECT_EQ(grapheme_prefix("", 5), "");
}

// When not even one cluster fits, the cut is between code points.
TEST(Utf8, cuts_a_cluster_that_does_not_fit) {
    EXPECT_EQ(grapheme_prefix("e\u0301\u0301\u0301", 4), "e\u0301");
    EXPECT_EQ(grapheme_prefix("👨‍👩‍👧‍👦", 8), "👨‍");
    EXPECT_EQ(grapheme_prefix("你", 2), "");
}

} // namespace
} // namespace chatroom
