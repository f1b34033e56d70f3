// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/core/session.hpp"
#include "protocol/recall.hpp"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <vector>

namespace chatroom {

/// Where on the screen the messages are that may yet change: they get another mark, or are
/// recalled. Each line is written as rows that the terminal does not wrap, so all that is to be
/// known is how many they were, and where the input is.
class ScreenRows {
public:
    struct Message {
        std::optional<MessageId> own{}; ///< Set for one of ours, until its mark is final.
        Sequence event{};               ///< 0 as long as it is not known.
        std::string author{};           ///< As the event has it; empty: an announcement.
        std::string blanked{};          ///< What takes its place when it is recalled.
        std::string last_row{};         ///< Without the mark.
        std::size_t rows = 1;
        bool has_mark = false; ///< Behind the last row.

        bool operator==(const Message&) const = default;
    };

    /// Its last row is so many rows above the input.
    struct Place {
        Message message;
        std::size_t rows_above = 0;
        std::size_t visible_rows = 1; ///< Of its last rows so many are on the screen.
        bool operator==(const Place&) const = default;
    };

    /// The size of the screen; the rows of what is on it are only known as long as it stays.
    void resize(std::size_t rows);

    /// Every place is lost: somebody else has written on the screen.
    void forget() { messages_.clear(); }

    /// Rows were written where the input was, and the input is below them now.
    void add_rows(std::size_t rows);
    void add(Message message);

    /// The last rows were taken off the screen again, and the input is where they were.
    void take_back(std::size_t rows) { input_row_ -= rows; }

    /// Where the message is; nothing if that is not known or no longer on the screen.
    std::optional<Place> find(MessageId message) const;
    /// All of those that are recalled.
    std::vector<Place> find(const Recall& recall) const;

    /// The message has this event.
    void set_event(MessageId message, Sequence event);
    /// The mark of the message does not change any more.
    void finish(MessageId message);
    void remove(const Recall& recall);

private:
    struct Shown {
        Message message;
        std::uint64_t first_row;
    };

    static bool covers(const Recall& recall, const Message& message);
    Place place_of(const Shown& shown) const;
    void drop_hidden();

    std::size_t rows_ = 0;
    // Rows are numbered from the first that was counted, whether or not it is still there.
    std::uint64_t input_row_ = 0;
    std::deque<Shown> messages_; ///< From the top of the screen to the bottom: at most one a row.
};

} // namespace chatroom
