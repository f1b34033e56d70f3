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
    EXPECT_EQ(displayable("\u2027\u202Fa"), "\u2027 a");
}

// What is not seen is not there, so that nobody is deceived by it.
TEST(DisplayableTest, LeavesOutWhatIsNotSeen) {
    EXPECT_EQ(displayable("a\u200B\u200E\u200F\u061C\u00AD\u2060\u2065\u206A\uFEFF\u180Eb"), "ab");
    EXPECT_EQ(displayable("a\U000E0041\U000E007Fb"), "ab"); // Tags.
    EXPECT_EQ(displayable("a\u200Db\u200Cc"), "abc");
    // But the tags of Scotland's flag, and a selector that chooses a shape.
    const std::string scotland = "🏴\U000E0067\U000E0062\U000E0073\U000E0063\U000E0074\U000E007F";
    EXPECT_EQ(displayable(scotland), scotland);
    EXPECT_EQ(displayable("☎\uFE0E"), "☎\uFE0E");
    EXPECT_EQ(displayable("\uFE0Fa\uFE0F\uFE0F"), "a\uFE0F");
}

// A letter does not climb over the lines above it.
TEST(DisplayableTest, LimitsTheMarksOnALetter) {
    std::string zalgo = "a";
    for (int mark = 0; mark < 500; ++mark) {
        zalgo += "\u0301";
    }
    EXPECT_EQ(displayable(zalgo + "b\u0301"), zalgo.substr(0, 1 + 8 * 2) + "b\u0301");
}

// Blanks without ink are spaces, which can be seen to be blanks where a line is broken.
TEST(DisplayableTest, MakesSpacesOfBlanks) {
    EXPECT_EQ(displayable("a\u2800\u3164\uFFA0\u00A0b\u3000c"), "a    b\u3000c");
}

// The marks of the program's own words and of the administrator's are in no text.
TEST(DisplayableTest, HasNoMarksOfTheProgram) {
    EXPECT_EQ(
        displayable(std::string(words_mark) + " you have left" + std::string(announcement_mark)),
        "| you have left|");
}

// Surrogates in the form of CESU-8 are no characters.
TEST(DisplayableTest, ReplacesSurrogates) {
    std::string expected;
    for (int byte = 0; byte < 6; ++byte) {
        expected += "\uFFFD";
    }
    EXPECT_EQ(displayable("\xed\xa0\xbd\xed\xb8\x80"), expected);
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
