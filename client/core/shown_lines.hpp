// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/core/session.hpp"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>

namespace chatroom {

/// The text with the mark of a message behind it; without one the message is pending. All marks
/// take the same two columns, so that a line with another mark takes the same rows.
std::string with_mark(std::string_view text, std::optional<Mark> mark);

/// How many rows of a screen of that many columns the text takes, at least one. Nothing if that
/// depends on the terminal: they disagree on the width of flags, families of emoji and the like.
std::optional<std::size_t> rows_taken(std::string_view text, std::size_t columns);

/// Knows where on the screen the messages of our own are whose marks may change. It counts the rows
/// that are written, and gives up what it is not sure of: a line that stays as it is harms nobody,
/// one that is written over another does.
class ShownLines {
public:
    /// Where a message is: its text begins so many rows above the first row of the input.
    struct Place {
        std::string text;
        std::size_t rows_above = 0;
        std::size_t rows = 0;
        bool operator==(const Place&) const = default;
    };

    /// The size of the screen. With another one than before every place is lost.
    void resize(std::size_t rows, std::size_t columns);

    /// Every place is lost: somebody else has written on the screen.
    void forget();

    /// A line was written where the input was, and the input is below it now.
    void add_line(std::string_view text);

    /// The same for a message of our own, which was written with a mark.
    void add_message(MessageId message, std::string_view text);

    /// What stands in the input, with its prompt. It may push lines off the screen.
    void show_input(std::string_view text);

    /// Where the message is; nothing if that is not known or no longer on the screen.
    std::optional<Place> find(MessageId message) const;

    /// The mark of the message does not change any more.
    void remove(MessageId message);

private:
    struct Message {
        MessageId id;
        std::string text;
        std::uint64_t first_row;
        std::size_t rows;
    };

    /// Counts the rows; nothing, and every place is lost, if it is not sure how many they are.
    std::optional<std::size_t> add_rows(std::string_view text);
    void drop_hidden();

    std::size_t rows_ = 0;
    std::size_t columns_ = 0;
    // Rows are numbered from the first that was counted, whether or not it is still there.
    std::uint64_t input_row_ = 0;  ///< Where the input begins.
    std::uint64_t bottom_row_ = 0; ///< Below the lowest row there ever was.
    std::deque<Message> messages_; ///< From the top of the screen to the bottom: at most one a row.
};

} // namespace chatroom
