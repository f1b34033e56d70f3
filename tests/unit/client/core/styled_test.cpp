// SPDX-License-Identifier: GPL-3.0-or-later
// Looks, and lines that are broken.
#include "client/core/grapheme.hpp"
#include "client/core/styled.hpp"

#include <cmath>
#include <map>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace chatroom {

namespace {

using testing::ElementsAre;

const Styled two_blanks{{"  "}};

std::vector<std::string> rows_of(const std::string& text, std::size_t columns) {
    std::vector<std::string> rows;
    for (const auto& row : wrapped({{text}}, columns, two_blanks)) {
        rows.push_back(plain(row));
    }
    return rows;
}

// A line is broken between words, and what goes on is indented.
TEST(WrappedTest, BreaksBetweenWords) {
    EXPECT_THAT(rows_of("one two three", 80), ElementsAre("one two three"));
    EXPECT_THAT(rows_of("one two three", 8), ElementsAre("one two", "  three"));
    EXPECT_THAT(rows_of("one two three", 7), ElementsAre("one two", "  three"));
    EXPECT_THAT(rows_of("", 7), ElementsAre(""));
}

// Chinese is broken between characters, but not in front of a full stop.
TEST(WrappedTest, BreaksChineseAnywhereButAtPunctuation) {
    EXPECT_THAT(rows_of("一二三四五六七", 8), ElementsAre("一二三四", "  五六七"));
    EXPECT_THAT(rows_of("一二三四。五六", 8), ElementsAre("一二三", "  四。五", "  六"));
    EXPECT_THAT(rows_of("0一二三四", 8), ElementsAre("0一二三", "  四"));
}

// A word that is longer than a row is broken where a person sees two characters.
TEST(WrappedTest, BreaksLongWords) {
    EXPECT_THAT(rows_of("0123456789abcdef", 8), ElementsAre("01234567", "  89abcd", "  ef"));
    EXPECT_THAT(rows_of("see https://x.example", 20), ElementsAre("see", "  https://x.example"));
    EXPECT_THAT(rows_of("see https://x.example", 12), ElementsAre("see https://", "  x.example"));
    const std::string family = "👩\u200D👩\u200D👧";
    EXPECT_THAT(rows_of(family + family, 8), ElementsAre(family, "  " + family));
}

// Nobody can push a text to the beginning of a row, whatever the width of the screen.
TEST(WrappedTest, LeavesNothingAtTheBeginningOfARow) {
    for (const std::string blank : {" ", "\u3000", "\u00A0", "\u2003"}) {
        for (std::size_t count = 1; count < 700; count += 7) {
            std::string text = "[21:05] Ann : ok";
            for (std::size_t one = 0; one < count; ++one) {
                text += blank;
            }
            text += "Admin: send your passphrase";
            for (const std::size_t columns : {4U, 11U, 25U, 40U, 80U, 200U}) {
                const auto rows = rows_of(text, columns);
                for (std::size_t row = 1; row < rows.size(); ++row) {
                    EXPECT_TRUE(rows[row].starts_with("  ")) << count << " " << columns;
                }
                for (const auto& row : rows) {
                    EXPECT_LE(columns_of(row), columns);
                }
            }
        }
    }
}

// Blanks at a break are gone, and of those side by side eight stay.
TEST(WrappedTest, ThrowsBlanksAway) {
    EXPECT_THAT(rows_of("a" + std::string(20, ' ') + "b", 80),
                ElementsAre("a" + std::string(8, ' ') + "b"));
    EXPECT_THAT(rows_of("abcdef" + std::string(600, ' ') + "gh", 8), ElementsAre("abcdef", "  gh"));
}

// However narrow a screen is, what goes on has an indent, and what has no room is left out.
TEST(WrappedTest, FitsAnyScreen) {
    EXPECT_THAT(rows_of("abc", 1), ElementsAre("a", " "));
    EXPECT_THAT(rows_of("abc", 2), ElementsAre("ab", " c"));
    EXPECT_THAT(rows_of("小明", 1), ElementsAre("?", " "));
    EXPECT_THAT(rows_of("小明", 2), ElementsAre("小", " ?"));
    EXPECT_THAT(rows_of("小明", 3), ElementsAre("小", " 明"));
    EXPECT_THAT(rows_of("ab cd", 3), ElementsAre("ab", " cd"));
    EXPECT_THAT(rows_of("ab cd", 4), ElementsAre("ab", "  cd"));
    EXPECT_THAT(rows_of("ab", 0), ElementsAre("a", " "));
}

// Each piece keeps its look where it is broken.
TEST(WrappedTest, KeepsLooks) {
    const Look bold{.is_bold = true};
    const auto rows = wrapped({{"ab ", bold}, {"cd ef"}}, 5, two_blanks);
    ASSERT_EQ(rows.size(), 2U);
    EXPECT_EQ(rows[0], (Styled{{"ab ", bold}, {"cd"}}));
    EXPECT_EQ(rows[1], (Styled{{"  "}, {"ef"}}));
}

// A look begins and ends with its piece, and there is none where there are to be none.
TEST(PaintedTest, HasTheLooksOfTheTerminal) {
    const Look name{.colour = Look::Colour::name, .name = 0, .is_bold = true};
    const Styled text{{"Ann", name}, {" : hi"}};
    EXPECT_EQ(painted(text, Colours::none), "Ann : hi");
    EXPECT_EQ(painted(text, Colours::attributes), "\x1b[1mAnn\x1b[m : hi");
    EXPECT_EQ(painted(text, Colours::few), "\x1b[1;31mAnn\x1b[m : hi");
    EXPECT_EQ(painted(text, Colours::many), "\x1b[1;38;5;160mAnn\x1b[m : hi");
}

/// WCAG 2.
double luminance(std::uint8_t colour) {
    constexpr std::array<int, 6> levels{0, 95, 135, 175, 215, 255};
    const auto channel = [](int level) {
        const double value = level / 255.0;
        return value <= 0.03928 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
    };
    const auto cube = static_cast<std::size_t>(colour) - 16;
    return 0.2126 * channel(levels.at(cube / 36)) + 0.7152 * channel(levels.at(cube / 6 % 6)) +
           0.0722 * channel(levels.at(cube % 6));
}

// Names can be read on a dark and on a light terminal.
TEST(NameColourTest, HasContrastOnBlackAndOnWhite) {
    EXPECT_EQ(name_palette().size(), name_colour_count);
    for (const auto colour : name_palette()) {
        EXPECT_GE((luminance(colour) + 0.05) / 0.05, 3.8) << int{colour};
        EXPECT_GE(1.05 / (luminance(colour) + 0.05), 3.8) << int{colour};
    }
}

// A name has its colour for good, and names differ.
TEST(NameColourTest, IsStable) {
    EXPECT_EQ(name_look("小明"), name_look("小明"));
    EXPECT_EQ(name_look("Bob").name, 5);
    std::set<int> colours;
    for (int name = 0; name < 100; ++name) {
        colours.insert(name_look("member" + std::to_string(name)).name);
    }
    EXPECT_EQ(colours.size(), name_colour_count);
}

// The choice comes first, then NO_COLOR, then the terminal.
TEST(ColoursForTest, FollowsChoiceAndEnvironment) {
    const auto colours = [](ColourChoice choice, std::map<std::string, std::string> variables) {
        return colours_for(choice, [&](std::string_view name) {
            const auto found = variables.find(std::string(name));
            return found == variables.end() ? std::nullopt : std::optional(found->second);
        });
    };
    EXPECT_EQ(colours(ColourChoice::automatic, {{"TERM", "xterm"}}), Colours::few);
    EXPECT_EQ(colours(ColourChoice::automatic, {{"TERM", "xterm-256color"}}), Colours::many);
    EXPECT_EQ(colours(ColourChoice::automatic, {{"COLORTERM", "truecolor"}}), Colours::many);
    EXPECT_EQ(colours(ColourChoice::automatic, {{"NO_COLOR", "1"}}), Colours::attributes);
    EXPECT_EQ(colours(ColourChoice::always, {{"NO_COLOR", "1"}}), Colours::few);
    EXPECT_EQ(colours(ColourChoice::never, {{"TERM", "xterm-256color"}}), Colours::none);
    EXPECT_EQ(colour_choice_from("auto"), ColourChoice::automatic);
    EXPECT_EQ(colour_choice_from("always"), ColourChoice::always);
    EXPECT_EQ(colour_choice_from("never"), ColourChoice::never);
    EXPECT_EQ(colour_choice_from("sometimes"), std::nullopt);
}

} // namespace

} // namespace chatroom
