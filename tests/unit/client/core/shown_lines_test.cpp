// SPDX-License-Identifier: GPL-3.0-or-later
// Where messages of our own are on a screen, by counting rows.
#include "client/core/shown_lines.hpp"

#include <gtest/gtest.h>

namespace chatroom {

namespace {

using Place = ShownLines::Place;

constexpr MessageId first{1};
constexpr MessageId second{2};

ShownLines screen_of(std::size_t rows, std::size_t columns) {
    ShownLines lines;
    lines.resize(rows, columns);
    return lines;
}

// A text fills its rows to the last column, and a wide character is never cut.
TEST(RowsTakenTest, AreThoseOfATerminalThatWraps) {
    EXPECT_EQ(rows_taken("", 10), 1U);
    EXPECT_EQ(rows_taken("0123456789", 10), 1U);
    EXPECT_EQ(rows_taken("0123456789x", 10), 2U);
    EXPECT_EQ(rows_taken("一二三四五", 10), 1U);
    EXPECT_EQ(rows_taken("0一二三四五", 10), 2U);
    EXPECT_EQ(rows_taken("0一二三四0一二三四0", 10), 2U);
    EXPECT_EQ(rows_taken("0一二三四五一二三四五", 10), 3U);
    EXPECT_EQ(rows_taken("Вот это да", 10), 1U);
    EXPECT_EQ(rows_taken("e\u0301e\u0301e\u0301", 3), 1U);
}

// Where terminals disagree there is no answer, unless all come to the same.
TEST(RowsTakenTest, AreUnknownWhereTerminalsDisagree) {
    const std::string flag = "\U0001F1E8\U0001F1F3";
    EXPECT_EQ(rows_taken("12345 " + flag, 10), 1U);
    EXPECT_EQ(rows_taken("123456 " + flag, 10), std::nullopt);
    const std::string family = "👩\u200D👩\u200D👧";
    EXPECT_EQ(rows_taken(family, 10), 1U);
    EXPECT_EQ(rows_taken("01" + family, 10), std::nullopt);
    EXPECT_EQ(rows_taken("…", 2), 1U);
    EXPECT_EQ(rows_taken("…", 1), std::nullopt);
    EXPECT_EQ(rows_taken("\xFF", 10), std::nullopt);
}

// All marks have one width.
TEST(ShownLinesTest, GiveEveryMarkTheSameColumns) {
    EXPECT_EQ(with_mark("Bob : hi", std::nullopt), "Bob : hi … ");
    EXPECT_EQ(with_mark("Bob : hi", Mark::in_journal), "Bob : hi ✓ ");
    EXPECT_EQ(with_mark("Bob : hi", Mark::everywhere), "Bob : hi ✓✓");
    EXPECT_EQ(with_mark("Bob : hi", Mark::failed), "Bob : hi ✗ ");
}

// Each line that is written puts a message further up.
TEST(ShownLinesTest, CountTheRowsBelow) {
    auto lines = screen_of(24, 20);
    EXPECT_EQ(lines.find(first), std::nullopt);
    lines.add_message(first, "Bob : hi");
    EXPECT_EQ(lines.find(first), (Place{"Bob : hi", 1, 1}));
    lines.add_line("小明 : hello");
    lines.add_message(second, "Bob : how are you?"); // 21 columns with its mark.
    lines.add_line("小明 : fine, and you?");         // 21 columns.
    EXPECT_EQ(lines.find(first), (Place{"Bob : hi", 6, 1}));
    EXPECT_EQ(lines.find(second), (Place{"Bob : how are you?", 4, 2}));
}

// A message whose mark is final is no longer known.
TEST(ShownLinesTest, ForgetWhatDoesNotChangeAnyMore) {
    auto lines = screen_of(24, 80);
    lines.add_message(first, "一");
    lines.add_message(second, "二");
    lines.remove(first);
    lines.remove(first);
    EXPECT_EQ(lines.find(first), std::nullopt);
    EXPECT_EQ(lines.find(second), (Place{"二", 1, 1}));
}

// The topmost row is still on the screen, the one above it is not.
TEST(ShownLinesTest, EndAtTheTopOfTheScreen) {
    auto lines = screen_of(4, 80);
    lines.add_message(first, "一");
    lines.add_message(second, "二");
    lines.add_line("三");
    EXPECT_EQ(lines.find(first), (Place{"一", 3, 1}));
    lines.add_line("四");
    EXPECT_EQ(lines.find(first), std::nullopt);
    EXPECT_EQ(lines.find(second), (Place{"二", 3, 1}));
}

// A long line that is being typed pushes others off the screen, and they do not come back.
TEST(ShownLinesTest, EndWhereTheInputPushesThem) {
    auto lines = screen_of(4, 80);
    lines.add_message(first, "一");
    lines.add_message(second, "二");
    lines.show_input("Bob : hi");
    EXPECT_EQ(lines.find(first), (Place{"一", 2, 1}));
    lines.show_input("Bob : " + std::string(170, 'x')); // More than two rows.
    lines.show_input("Bob : ");
    EXPECT_EQ(lines.find(first), std::nullopt);
    lines.show_input("Bob : " + std::string(1000, 'x'));
    EXPECT_EQ(lines.find(second), std::nullopt);
}

// Control characters and stray bytes take more room in the input than their bytes.
TEST(ShownLinesTest, ExpectTheWorstOfTheInput) {
    for (const std::string& input : {std::string(10, '\t'), std::string(20, '\xFF')}) {
        auto lines = screen_of(2, 80);
        lines.add_message(first, "一");
        lines.show_input(input);
        EXPECT_EQ(lines.find(first), std::nullopt);
    }
}

// Places are lost when the screen changes its size, when others write on it, and where nobody
// knows how many rows a line takes.
TEST(ShownLinesTest, GiveUpWhatIsNotSure) {
    auto lines = screen_of(24, 80);
    lines.add_message(first, "一");
    lines.resize(24, 80);
    EXPECT_NE(lines.find(first), std::nullopt);
    lines.resize(24, 79);
    EXPECT_EQ(lines.find(first), std::nullopt);
    lines.add_message(first, "一");
    lines.forget();
    EXPECT_EQ(lines.find(first), std::nullopt);
    lines.add_message(first, "一");
    lines.add_line(std::string(78, 'x') + "…");
    EXPECT_EQ(lines.find(first), std::nullopt);
    lines.add_message(first, "一");
    EXPECT_EQ(lines.find(first), (Place{"一", 1, 1}));
}

// Nothing is known on a screen whose size is not.
TEST(ShownLinesTest, NeedTheSizeOfTheScreen) {
    ShownLines lines;
    lines.add_message(first, "一");
    lines.show_input("Bob : ");
    EXPECT_EQ(lines.find(first), std::nullopt);
    lines.resize(24, 0);
    lines.add_message(first, "一");
    EXPECT_EQ(lines.find(first), std::nullopt);
}

} // namespace

} // namespace chatroom
