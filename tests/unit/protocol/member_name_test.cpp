// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocol/member_name.hpp"

#include <algorithm>

#include <gtest/gtest.h>

namespace chatroom {
namespace {

std::optional<NameFault> fault_of(std::string_view text) {
    const auto parsed = MemberName::parse(text);
    if (!parsed) {
        return parsed.error();
    }
    EXPECT_EQ(parsed->text(), text);
    return std::nullopt;
}

// Names of all scripts, up to the last byte, are names, and kept as they were written.
TEST(MemberName, may_be_any_visible_text) {
    for (const auto* text : {"a", "Bob", "小明", "Ünïcödé", "مريم", "דוד", "ひろし", "O'Brien-3",
                             "😀", "❤️", "C\\x", "sysop", "myserver", "user0", "é"}) {
        EXPECT_EQ(fault_of(text), std::nullopt) << text;
    }
    EXPECT_EQ(fault_of(std::string(48, 'x')), std::nullopt);
    EXPECT_EQ(fault_of("一二三四五六七八九十一二三四五六"), std::nullopt);
}

// A name has a least and a greatest length, in bytes.
TEST(MemberName, has_1_to_48_bytes) {
    EXPECT_EQ(fault_of(""), NameFault::missing);
    EXPECT_EQ(fault_of(std::string(49, 'x')), NameFault::too_long);
    EXPECT_EQ(fault_of("一二三四五六七八九十一二三四五六7"), NameFault::too_long);
}

// Invalid UTF-8 of every sort is refused as such.
TEST(MemberName, is_utf8) {
    for (const std::string_view text : {"\xff", "a\x80", "\xc0\xaf", "\xed\xa0\x80",
                                        "\xf4\x90\x80\x80", "\xe4\xb8", "\xc4\xe3\xba\xc3"}) {
        EXPECT_EQ(fault_of(text), NameFault::not_utf8);
    }
}

// White space of every sort, the invisible width of CJK and the tab included, is refused.
TEST(MemberName, has_no_white_space) {
    for (const auto* text : {" ", "a b", " a", "a ", "a\tb", "a\nb", "a\rb", "a\u00a0b", "a\u3000b",
                             "a\u2028b", "a\u2003b", "a\u0085b"}) {
        EXPECT_EQ(fault_of(text), NameFault::white_space) << text;
    }
}

// Whatever commands a terminal, reorders a line or is not seen is refused.
TEST(MemberName, has_nothing_invisible) {
    for (const auto* text :
         {"\x1b[31mred", "a\x07",    "a\x7f",    "a\u0080", "a\u202eb", "a\u2066b",   "a\u200eb",
          "a\u200bb",    "a\u200db", "a\u200cb", "\ufeffa", "a\u00adb", "a\ufe0f",    "a\u3164",
          "a\u115f",     "a\u2800",  "a\ue000",  "a\u0378", "\u0301a",  "a\U000e0041"}) {
        EXPECT_EQ(fault_of(text), NameFault::invisible) << text;
    }
    EXPECT_EQ(fault_of(std::string_view("a\0b", 3)), NameFault::invisible);
}

// A name that would be shown in the order of another is refused.
TEST(MemberName, has_one_direction) {
    EXPECT_EQ(fault_of("aא"), NameFault::mixed_directions);
    EXPECT_EQ(fault_of("א1"), std::nullopt);
    EXPECT_EQ(fault_of("1א"), std::nullopt);
}

// A letter has no more marks than names have.
TEST(MemberName, has_few_marks_on_a_letter) {
    EXPECT_EQ(fault_of("H\u0334\u0334"), NameFault::too_many_marks);
    EXPECT_EQ(fault_of("Nguyễn"), std::nullopt);
}

// A name does not read as several, nor as what the administrator says.
TEST(MemberName, has_no_signs_of_the_room) {
    EXPECT_EQ(fault_of("小明、管家"), NameFault::room_signs);
    EXPECT_EQ(fault_of("▋管家"), NameFault::room_signs);
    EXPECT_EQ(MemberName::from_journal("小明、管家").text(), "小明、管家");
}

// A name with the words of a notice in it would let its bearer write notices.
TEST(MemberName, has_no_words_of_a_notice) {
    EXPECT_EQ(fault_of("小明："), NameFault::notice_wording);
    EXPECT_EQ(fault_of("小明退出了聊天室"), NameFault::notice_wording);
}

// Names that seem to speak for the room are refused.
TEST(MemberName, is_not_a_reserved_one) {
    EXPECT_EQ(fault_of("admin"), NameFault::reserved);
    EXPECT_EQ(fault_of("我是管理员"), NameFault::reserved);
}

// A name from the journal is taken as it is, even if it would be refused today.
TEST(MemberName, is_not_judged_again_when_it_comes_from_the_journal) {
    EXPECT_EQ(MemberName::from_journal("admin").text(), "admin");
}

// What an administrator would ban as an address or a network is no name.
TEST(MemberName, is_no_address) {
    for (const auto* text : {"10.0.0.1", "10.0.0.0/8", "0.0.0.0/0"}) {
        EXPECT_EQ(fault_of(text), NameFault::reserved) << text;
    }
    for (const auto* text : {"10.0.0", "10.0.0.0.1", "1/2"}) {
        EXPECT_EQ(fault_of(text), std::nullopt) << text;
    }
}

} // namespace
} // namespace chatroom
