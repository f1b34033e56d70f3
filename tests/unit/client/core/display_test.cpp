// SPDX-License-Identifier: GPL-3.0-or-later
// What comes from the network is shown naturally and never commands the terminal.
#include "client/core/display.hpp"

#include <gtest/gtest.h>

namespace chatroom {

namespace {

TEST(DisplayableTest, LeavesWhatPeopleWriteAsItIs) {
    for (const std::string text :
         {"", "Bob ： a\\b \\x1B 100%", "小明 ： 你好，世界！", "e\u0301 \u05E9\u05DC\u05D5\u05DD",
          "👩‍👩‍👧‍👦 🇨🇳 ❤️", "می‌خواهم", "\uFFFD"}) {
        EXPECT_EQ(displayable(text), text);
    }
}

TEST(DisplayableTest, ReplacesControlCharacters) {
    EXPECT_EQ(displayable("a\x1b[31mb\x07\r\n\t\x7f"),
              "a\uFFFD[31mb\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD");
    EXPECT_EQ(displayable(std::string_view("\0", 1)), "\uFFFD");
    // C1 as UTF-8: U+009B is an escape sequence's beginning in one character, U+0085 a new line.
    EXPECT_EQ(displayable("\u009B2J\u0085"), "\uFFFD2J\uFFFD");
    EXPECT_EQ(displayable("\u2028\u2029"), "\uFFFD\uFFFD");
}

TEST(DisplayableTest, ReplacesWhatTurnsTheLineAround) {
    EXPECT_EQ(displayable("\u202A\u202B\u202C\u202D\u202E"), "\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD");
    EXPECT_EQ(displayable("\u2066\u2067\u2068\u2069"), "\uFFFD\uFFFD\uFFFD\uFFFD");
    EXPECT_EQ(displayable("\u2027\u202F\u2065\u206A"), "\u2027\u202F\u2065\u206A");
}

TEST(DisplayableTest, ReplacesEachByteThatIsNotUtf8) {
    EXPECT_EQ(displayable("a\xff\xfe"
                          "b"),
              "a\uFFFD\uFFFDb");
    EXPECT_EQ(displayable("\x9b\x85"), "\uFFFD\uFFFD");
    EXPECT_EQ(displayable("\xe4\xbd"), "\uFFFD\uFFFD");
    EXPECT_EQ(displayable("\xc0\x9b\xed\xa0\x80"), "\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD");
}

} // namespace

} // namespace chatroom
