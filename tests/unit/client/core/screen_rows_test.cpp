// SPDX-License-Identifier: GPL-3.0-or-later
// Where on the screen the messages are that may yet change.
#include "client/core/screen_rows.hpp"

#include <gtest/gtest.h>

namespace chatroom {

namespace {

using Message = ScreenRows::Message;

constexpr MessageId first_message{1};
constexpr MessageId second_message{2};

Message own(MessageId id, std::size_t rows = 1) {
    return {.own = id, .author = "Ann", .rows = rows};
}

std::optional<std::size_t> above(const ScreenRows& rows, MessageId message) {
    const auto place = rows.find(message);
    return place ? std::optional(place->rows_above) : std::nullopt;
}

ScreenRows screen_of(std::size_t rows) {
    ScreenRows screen;
    screen.resize(rows);
    return screen;
}

// Each row that is written puts a message further up.
TEST(ScreenRowsTest, CountTheRowsBelow) {
    auto rows = screen_of(24);
    EXPECT_EQ(above(rows, first_message), std::nullopt);
    rows.add(own(first_message));
    EXPECT_EQ(above(rows, first_message), 1U);
    rows.add_rows(2);
    rows.add(own(second_message, 3));
    EXPECT_EQ(above(rows, first_message), 6U);
    EXPECT_EQ(above(rows, second_message), 1U);
    rows.add_rows(2);
    rows.take_back(2);
    EXPECT_EQ(above(rows, second_message), 1U);
}

// The topmost row is still on the screen, the one above it is not; a message is there as long as
// its last row is, which has the mark.
TEST(ScreenRowsTest, EndAtTheTopOfTheScreen) {
    auto rows = screen_of(4);
    rows.add(own(first_message, 2));
    rows.add(own(second_message));
    EXPECT_EQ(above(rows, first_message), 2U);
    EXPECT_EQ(rows.find(first_message)->visible_rows, 2U);
    rows.add_rows(1);
    EXPECT_EQ(above(rows, first_message), 3U);
    EXPECT_EQ(rows.find(first_message)->visible_rows, 1U);
    rows.add_rows(1);
    EXPECT_EQ(above(rows, first_message), std::nullopt);
    EXPECT_EQ(above(rows, second_message), 3U);
}

// Of a message that takes more than the screen the end is there.
TEST(ScreenRowsTest, ShowTheEndOfWhatIsLongerThanTheScreen) {
    auto rows = screen_of(3);
    rows.add(own(first_message, 9));
    EXPECT_EQ(above(rows, first_message), 1U);
    EXPECT_EQ(rows.find(first_message)->visible_rows, 2U);
    auto none = screen_of(0);
    none.add(own(first_message));
    EXPECT_EQ(above(none, first_message), std::nullopt);
}

// Places are lost when the screen changes its size, and when others write on it.
TEST(ScreenRowsTest, AreForgotten) {
    auto rows = screen_of(24);
    rows.add(own(first_message));
    rows.resize(23);
    EXPECT_EQ(above(rows, first_message), std::nullopt);
    rows.add(own(second_message));
    rows.forget();
    EXPECT_EQ(above(rows, second_message), std::nullopt);
}

// A message whose mark is final can still be recalled, by its number and its author.
TEST(ScreenRowsTest, FindWhatIsRecalled) {
    auto rows = screen_of(24);
    rows.add(own(first_message));
    rows.set_event(first_message, {7});
    rows.finish(first_message);
    EXPECT_EQ(above(rows, first_message), std::nullopt);
    rows.add({.event = {8}, .author = "Bob"});
    rows.add({.event = {9}, .author = "Ann"});
    rows.add(own(second_message)); // Nobody knows its number yet.
    EXPECT_EQ(rows.find(Recall{{7}, {9}, "Ann"}).size(), 2U);
    EXPECT_EQ(rows.find(Recall{{8}, {8}, "Bob"}).size(), 1U);
    EXPECT_EQ(rows.find(Recall{{8}, {8}, "Ann"}).size(), 0U);
    EXPECT_EQ(rows.find(Recall{{0}, {6}, "Ann"}).size(), 0U);
    rows.remove(Recall{{7}, {9}, "Ann"});
    EXPECT_EQ(rows.find(Recall{{7}, {9}, "Ann"}).size(), 0U);
    EXPECT_EQ(above(rows, second_message), 1U);
}

} // namespace

} // namespace chatroom
