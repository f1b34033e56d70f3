// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace chatroom::testing_support {

/// What a terminal like xterm shows of what a program writes, as far as chatroom-client goes.
class Screen {
public:
    Screen(std::size_t rows, std::size_t columns);

    void write(std::string_view bytes);

    /// Another size, as on a terminal that does not wrap its rows anew.
    void resize(std::size_t rows, std::size_t columns);

    /// As many terminals do it: a row that is too long now becomes several, and the cursor stays
    /// at its character. The rows have to be enough for that.
    void resize_and_break(std::size_t columns);

    /// Where the cursor is, from 0.
    std::size_t cursor_row() const { return row_; }
    std::size_t cursor_column() const { return column_; }

    /// How often the bell rang, and what desktop notifications said.
    std::size_t bells() const { return bells_; }
    const std::string& notifications() const { return notifications_; }

    /// The rows from the top to the last that shows something, without spaces at their ends.
    std::vector<std::string> rows() const;

private:
    /// A cell holds a character with its accents; the second of a wide character's is empty.
    using Row = std::vector<std::string>;

    bool write_one();
    bool write_escape();
    void command(char final, std::size_t count);
    void erase(std::size_t how);
    void put(std::string_view character);
    void line_feed();

    std::size_t columns_;
    std::vector<Row> cells_;
    std::size_t row_ = 0;
    bool wraps_ = true;
    std::size_t column_ = 0; ///< As wide as the screen if the next character begins a new row.
    std::size_t bells_ = 0;
    std::string notifications_;
    std::string unread_; ///< Perhaps the beginning of a character or an escape sequence.
};

} // namespace chatroom::testing_support
