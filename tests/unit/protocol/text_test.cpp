// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/utf8.hpp"
#include "protocol/text.hpp"

#include <numeric>

#include <gtest/gtest.h>

namespace chatroom {
namespace {

std::string cleaned(std::string_view bytes) {
    return clean_text(bytes).value();
}

TextFault fault(std::string_view bytes) {
    return clean_text(bytes).error();
}

std::string joined(const std::vector<std::string>& parts) {
    return std::accumulate(parts.begin(), parts.end(), std::string());
}

// Visible text, spaces at both ends included, stays as it is.
TEST(Text, keeps_what_is_said) {
    EXPECT_EQ(cleaned("  你好,  world  "), "  你好,  world  ");
    EXPECT_EQ(cleaned(""), "");
    EXPECT_EQ(cleaned("👩‍👩‍👧 \u202e"), "👩‍👩‍👧 \u202e");
}

// All of printable ASCII stays, whatever stands before and behind it.
TEST(Text, keeps_printable_ascii) {
    std::string all;
    for (char character = ' '; character <= '~'; ++character) {
        all += character;
    }
    EXPECT_EQ(cleaned(all), all);
    EXPECT_EQ(cleaned("好" + all + "好"), "好" + all + "好");
    EXPECT_EQ(cleaned("\x1f" + all + "\x7f" + all), all + all);
    EXPECT_EQ(cleaned("\r" + all + "\n" + all + "\n"), " " + all + " " + all);
    EXPECT_EQ(fault(all + "\x80"), TextFault::not_utf8);
}

// Tabs and line breaks inside a text are one space each, CR LF counting as one.
TEST(Text, turns_line_breaks_into_spaces) {
    EXPECT_EQ(cleaned("a\nb\tc\rd\r\ne\vf\fg"), "a b c d e f g");
    EXPECT_EQ(cleaned("a\u0085b\u2028c\u2029d"), "a b c d");
    EXPECT_EQ(cleaned("a\n\nb\n\rc"), "a  b  c");
    EXPECT_EQ(cleaned("\na"), " a");
}

// Line breaks at the end are gone, the spaces before them stay.
TEST(Text, drops_line_breaks_at_the_end) {
    EXPECT_EQ(cleaned("a\n"), "a");
    EXPECT_EQ(cleaned("a \r\n\n\t"), "a ");
    EXPECT_EQ(cleaned("\n\n"), "");
}

// Every other control character is gone.
TEST(Text, drops_controls) {
    EXPECT_EQ(cleaned("a\x1b[31mb\x07\x7f\u0080\u009fc"), "a[31mbc");
    EXPECT_EQ(cleaned(std::string_view("a\0b", 3)), "ab");
    EXPECT_EQ(cleaned("\x01\x02"), "");
}

// The limit is in bytes as they arrive, and is checked first.
TEST(Text, has_a_greatest_length) {
    EXPECT_EQ(cleaned(std::string(4096, 'x')).size(), 4096U);
    EXPECT_EQ(fault(std::string(4097, 'x')), TextFault::too_long);
    EXPECT_EQ(fault(std::string(4097, '\xff')), TextFault::too_long);
}

// Text that is no UTF-8 is refused whole.
TEST(Text, is_utf8) {
    EXPECT_EQ(fault("hello \xff"), TextFault::not_utf8);
    EXPECT_EQ(fault("\xc4\xe3\xba\xc3"), TextFault::not_utf8);
    EXPECT_EQ(fault("cut \xe4\xbd"), TextFault::not_utf8);
}

// What fits one event is one part, what does not is cut into parts that make the text again.
TEST(Text, is_split_into_parts) {
    EXPECT_TRUE(split_text("").empty());
    EXPECT_EQ(split_text("hi"), std::vector<std::string>{"hi"});
    EXPECT_EQ(split_text(std::string(960, 'x')).size(), 1U);
    const std::string text(4096, 'x');
    const auto parts = split_text(text);
    EXPECT_EQ(parts.size(), 5U);
    EXPECT_EQ(parts.front().size(), 960U);
    EXPECT_EQ(joined(parts), text);
}

// A cut never goes through a character or a cluster of them.
TEST(Text, is_split_between_clusters) {
    const std::string family = "👨‍👩‍👧‍👦";
    std::string text = "x";
    while (text.size() + family.size() <= max_text_bytes) {
        text += family;
    }
    const auto parts = split_text(text);
    EXPECT_EQ(joined(parts), text);
    for (std::size_t index = 0; index < parts.size(); ++index) {
        const auto lead = index == 0 ? 1U : 0U;
        EXPECT_LE(parts[index].size(), max_event_text_bytes);
        EXPECT_EQ((parts[index].size() - lead) % family.size(), 0U) << index;
    }
}

// Wherever the limit falls in a character, no part ends inside one.
TEST(Text, is_split_between_characters) {
    for (const std::string lead : {"", "x", "xy"}) {
        std::string text = lead;
        while (text.size() + 3 <= max_text_bytes) {
            text += "中";
        }
        const auto parts = split_text(text);
        EXPECT_EQ(joined(parts), text);
        for (const auto& part : parts) {
            EXPECT_TRUE(is_utf8(part));
            EXPECT_LE(part.size(), max_event_text_bytes);
        }
        EXPECT_GT(parts.front().size(), max_event_text_bytes - 3);
    }
}

// A cluster longer than a part is cut between code points, so that there is always progress.
TEST(Text, splits_an_endless_cluster_between_code_points) {
    std::string text = "e";
    while (text.size() + 2 <= max_text_bytes) {
        text += "\u0301";
    }
    const auto parts = split_text(text);
    EXPECT_EQ(joined(parts), text);
    EXPECT_EQ(parts.size(), 5U);
    for (const auto& part : parts) {
        EXPECT_LE(part.size(), max_event_text_bytes);
        EXPECT_TRUE(is_utf8(part));
    }
}

} // namespace
} // namespace chatroom
