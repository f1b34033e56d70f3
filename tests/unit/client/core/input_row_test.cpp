// SPDX-License-Identifier: GPL-3.0-or-later
// The one row in which is typed.
#include "client/core/grapheme.hpp"
#include "client/core/input_row.hpp"

#include <gtest/gtest.h>

namespace chatroom {

namespace {

InputRow row_of(const std::string& text, std::size_t caret, std::size_t columns,
                const std::string& prompt = "Bob : ") {
    return input_row({.prompt = prompt, .text = text, .caret = caret}, columns);
}

std::size_t width_of(const InputRow& one) {
    return columns_of(one.left) + columns_of(one.right);
}

// What fits is shown as it is.
TEST(InputRowTest, ShowsALineThatFits) {
    EXPECT_EQ(row_of("hello", 5, 80), (InputRow{"Bob : hello", ""}));
    EXPECT_EQ(row_of("hello", 2, 80), (InputRow{"Bob : he", "llo"}));
    EXPECT_EQ(row_of("", 0, 80), (InputRow{"Bob : ", ""}));
    EXPECT_EQ(row_of("0123456789abc", 13, 20), (InputRow{"Bob : 0123456789abc", ""}));
}

// Of a longer one the part around the caret is shown, and that there is more.
TEST(InputRowTest, ScrollsSideways) {
    const std::string text = "0123456789abcdefghijklmnopqrstuvwxyz";
    EXPECT_EQ(row_of(text, 0, 20), (InputRow{"Bob : ", "0123456789a>"}));
    EXPECT_EQ(row_of(text, 36, 20), (InputRow{"Bob : <pqrstuvwxyz", ""}));
    EXPECT_EQ(row_of(text, 20, 20), (InputRow{"Bob : <abcdefghij", "k>"}));
    for (std::size_t caret = 0; caret <= text.size(); ++caret) {
        EXPECT_LE(width_of(row_of(text, caret, 20)), 19U);
    }
}

// A wide character is shown whole or not at all.
TEST(InputRowTest, DoesNotCutCharacters) {
    const std::string text = "一二三四五六七八九十";
    for (std::size_t caret = 0; caret <= text.size(); caret += 3) {
        for (std::size_t columns = 1; columns < 40; ++columns) {
            EXPECT_LT(width_of(row_of(text, caret, columns)), columns);
        }
    }
    EXPECT_EQ(row_of("👩\u200D👩\u200D👧x", 18, 80, "").left, "👩\u200D👩\u200D👧");
}

// Line breaks of a paste can be seen, and nothing that was typed or pasted commands the terminal.
TEST(InputRowTest, ShowsLineBreaks) {
    EXPECT_EQ(row_of("a\nb\tc", 5, 80), (InputRow{"Bob : a⏎b c", ""}));
    EXPECT_EQ(row_of("\x1b[2J\x9b", 5, 80), (InputRow{"Bob : \uFFFD[2J\uFFFD", ""}));
}

// Where a terminal that breaks rows anew has its cursor; a wide character is not cut.
TEST(InputRowTest, KnowsWhereBrokenRowsEnd) {
    EXPECT_EQ(place_behind("", 10), (CursorPlace{0, 0}));
    EXPECT_EQ(place_behind("123456789", 10), (CursorPlace{0, 9}));
    EXPECT_EQ(place_behind("1234567890", 10), (CursorPlace{1, 0}));
    EXPECT_EQ(place_behind("12345678901", 10), (CursorPlace{1, 1}));
    EXPECT_EQ(place_behind("123456789一", 10), (CursorPlace{1, 2}));
    EXPECT_EQ(place_behind("一二三", 3), (CursorPlace{2, 2}));
    EXPECT_EQ(place_behind(std::string(100, 'x'), 10), (CursorPlace{10, 0}));
}

// A secret is not shown, not even how long it is.
TEST(InputRowTest, HidesSecrets) {
    EXPECT_EQ(
        input_row({.prompt = "Passphrase: ", .text = "sesame", .caret = 6, .is_hidden = true}, 80),
        (InputRow{"Passphrase: ", ""}));
}

// A prompt that is too long leaves room for what is typed.
TEST(InputRowTest, CutsThePrompt) {
    EXPECT_EQ(row_of("hi", 2, 24, "a name that is very long : "), (InputRow{"<ry long : hi", ""}));
    EXPECT_EQ(row_of("hi", 2, 3), (InputRow{"<i", ""}));
}

// There are terminals of one column.
TEST(InputRowTest, IsNarrowerThanAnyScreen) {
    for (std::size_t columns = 0; columns < 12; ++columns) {
        for (const char* text : {"", "x", "xyz", "一二", "👩\u200D👩\u200D👧", "a\nb"}) {
            const std::string typed = text;
            for (const auto caret : {std::size_t{0}, typed.size(), typed.size() + 5}) {
                EXPECT_LE(width_of(row_of(typed, caret, columns, "小明 ： ")),
                          columns > 0 ? columns - 1 : 0);
            }
        }
    }
}

} // namespace

} // namespace chatroom
