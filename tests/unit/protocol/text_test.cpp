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
    std::string text = "👩";
    while (text.size() + 7 <= max_text_bytes) {
        text += "\u200d👩";
    }
    const auto parts = split_text(text);
    EXPECT_EQ(joined(parts), text);
    EXPECT_EQ(parts.size(), 5U);
    for (const auto& part : parts) {
        EXPECT_LE(part.size(), max_event_text_bytes);
        EXPECT_TRUE(is_utf8(part));
    }
}

// Each part is clean by itself, so a part in which there is nothing to see is left out.
TEST(Text, is_split_into_clean_parts) {
    const auto parts = split_text("a" + std::string(2000, ' ') + "b");
    ASSERT_EQ(parts.size(), 2U);
    EXPECT_EQ(parts[0], "a" + std::string(959, ' '));
    EXPECT_EQ(parts[1], std::string(81, ' ') + "b");
    for (const auto& part : parts) {
        EXPECT_EQ(cleaned(part), part);
    }
}

// A text in which there is nothing to see says nothing.
TEST(Text, is_empty_if_nothing_is_seen) {
    for (const auto* blank :
         {" ", "     ", "\u3000", "\u200b\u2060\u3000", "\u2800\u2800\u2800", "\ufeff", "\u3164",
          "\t \n", "\u00a0", "\u200d", "\U000e0041\U000e0042", "\u202e \u202c", "\ufffc"}) {
        EXPECT_EQ(cleaned(blank), "") << blank;
    }
    EXPECT_EQ(cleaned(" . "), " . ");
    EXPECT_EQ(cleaned("\u0301"), "\u0301");
}

// Of the marks on a letter eight stay, however they are mixed with what is not seen.
TEST(Text, keeps_eight_marks_on_a_letter) {
    const auto marks = [](int count) {
        std::string text = "k";
        for (int mark = 0; mark < count; ++mark) {
            text += "\u0336";
        }
        return text;
    };
    EXPECT_EQ(cleaned(marks(8)), marks(8));
    EXPECT_EQ(cleaned(marks(1500)), marks(8));
    EXPECT_EQ(cleaned(marks(9) + marks(9)), marks(8) + marks(8));
    EXPECT_EQ(cleaned(marks(8) + "\ufe0f\u0336"), marks(8) + "\ufe0f");
    EXPECT_EQ(cleaned(marks(8) + "\ufeff\u0336"), marks(8));
    EXPECT_EQ(cleaned(marks(8) + "\n\u0336"), marks(8) + " \u0336");
    EXPECT_EQ(cleaned(marks(8) + "\u0336\n"), marks(8));
}

// Of unseen characters side by side eight stay.
TEST(Text, keeps_eight_unseen_characters_side_by_side) {
    std::string unseen;
    for (int number = 0; number < 8; ++number) {
        unseen += "\u200b";
    }
    EXPECT_EQ(cleaned("a" + unseen + "b"), "a" + unseen + "b");
    EXPECT_EQ(cleaned("a" + unseen + "\u200bb" + unseen), "a" + unseen + "b" + unseen);
}

// What is not seen and does nothing is gone; what looks like a space is one.
TEST(Text, drops_what_does_nothing) {
    EXPECT_EQ(cleaned("a\ufeffb\u2060c\U000e0041\U000e007fd"), "abcd");
    EXPECT_EQ(cleaned("a\u2800\u2800b\u3164c\uffa0d"), "a  b c d");
    EXPECT_EQ(cleaned("a\n\ufeff"), "a");
    EXPECT_EQ(cleaned("a\n\ufeffb"), "a b");
}

// The tags of a flag stay, all others are gone.
TEST(Text, keeps_flags) {
    const std::string wales = "🏴󠁧󠁢󠁷󠁬󠁳󠁿";
    EXPECT_EQ(cleaned(wales + wales), wales + wales);
    EXPECT_EQ(cleaned("🏴\ufeff" + wales.substr(4)), wales);
    EXPECT_EQ(cleaned(wales + wales.substr(4)), wales);
    EXPECT_EQ(cleaned("🏴\n" + wales.substr(4) + "x"), "🏴 x");
    EXPECT_EQ(cleaned("🏳" + wales.substr(4)), "🏳");
    EXPECT_EQ(cleaned(wales.substr(0, wales.size() - 4)), "🏴");
    EXPECT_EQ(cleaned(wales + "\U000e0041"), wales);
}

// What is clean stays as it is, and so do the letters and emoji of all scripts.
TEST(Text, is_clean_once_it_is_cleaned) {
    for (const auto* text :
         {"مه\u200cناز", "ප්\u200dරසාද්", "👩‍👩‍👧 1️⃣ 🇨🇳", "สมหญิง",
          "\u202eabc\u202c", "葛\U000e0100城", "⣿⣿⣿", "བསྒྲུབས", "a\u0301\u0302"}) {
        EXPECT_EQ(cleaned(text), text);
    }
    for (const auto* text :
         {"\r\ufeff\n a", "a\r \nb", "🏴\ufeff\U000e0067", "\u2800a\u2800", "a\u200b\n\u0301"}) {
        const auto once = cleaned(text);
        EXPECT_EQ(cleaned(once), once) << text;
    }
}

} // namespace
} // namespace chatroom
