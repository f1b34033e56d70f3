// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace chatroom {

/// What a terminal is asked for the place of its cursor with (ECMA-48, DSR).
inline constexpr std::string_view cursor_query = "\x1b[6n";

/// Takes the terminal's answers, ESC [ ROW ; COLUMN R, out of what is typed. Without a question
/// nothing is taken out, as it could be a key.
class CursorReports {
public:
    /// The terminal was asked once more. What is late by then is not awaited any more.
    void asked();
    std::size_t awaited() const { return awaited_; }

    struct Taken {
        std::string keys;                    ///< What is none.
        std::optional<std::size_t> column{}; ///< Of the last one that came; the first column is 0.
    };
    /// What was read. What may be the beginning of an answer waits for the rest.
    Taken take(std::string_view bytes);

    /// The answers are late: what waits was typed, after all. They are taken out if they come.
    std::string give_up();

private:
    std::size_t awaited_ = 0;
    bool is_late_ = false;
    std::string unread_;
};

} // namespace chatroom
