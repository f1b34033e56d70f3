// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace chatroom {

/// What is being typed, as it is edited: any bytes.
struct Input {
    std::string prompt; ///< displayable()
    std::string text;
    std::size_t caret = 0;  ///< In bytes of the text.
    bool is_hidden = false; ///< Nothing of the text is shown.
};

/// The one row in which it is typed. The cursor stands between both parts.
struct InputRow {
    std::string left;
    std::string right;
    bool operator==(const InputRow&) const = default;
};

/// The part of what is typed that is around the caret; "<" and ">" stand where there is more. It is
/// at most one column narrower than the screen, so that the cursor is never beyond its edge. Line
/// breaks are shown as U+23CE, tabs as spaces, what could command the terminal as U+FFFD. Of a
/// prompt that leaves too little room the end is shown.
InputRow input_row(const Input& input, std::size_t columns);

/// Where the cursor stands behind the text that begins a row, counted from there, if a terminal
/// breaks it at so many columns.
struct CursorPlace {
    std::size_t rows = 0;
    std::size_t column = 0;
    bool operator==(const CursorPlace&) const = default;
};
CursorPlace place_behind(std::string_view text, std::size_t columns);

} // namespace chatroom
