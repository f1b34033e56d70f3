// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/client/screen.hpp"

#include "base/display_width.hpp"
#include "base/utf8.hpp"

#include <algorithm>
#include <cstdlib>
#include <stdexcept>

namespace chatroom::testing_support {

namespace {

constexpr std::size_t longest_character = 4;

} // namespace

Screen::Screen(std::size_t rows, std::size_t columns)
    : columns_(columns), cells_(rows, Row(columns, " ")) {}

void Screen::write(std::string_view bytes) {
    unread_ += bytes;
    while (!unread_.empty() && write_one()) {
    }
}

std::vector<std::string> Screen::rows() const {
    std::vector<std::string> rows;
    for (const auto& cells : cells_) {
        std::string text;
        for (const auto& cell : cells) {
            text += cell;
        }
        rows.push_back(text.substr(0, text.find_last_not_of(' ') + 1));
    }
    while (!rows.empty() && rows.back().empty()) {
        rows.pop_back();
    }
    return rows;
}

/// False if more has to come first.
bool Screen::write_one() {
    const auto character = unread_.front();
    if (character == '\x1b') {
        return write_escape();
    }
    if (character == '\r') {
        column_ = 0;
    } else if (character == '\n') {
        line_feed();
    } else if (character == '\b') {
        column_ = std::min(column_, columns_ - 1) - 1;
    } else if (character == '\a') {
        ++bells_;
    } else {
        const auto code_point = first_code_point(unread_);
        if (!code_point) {
            return unread_.size() >= longest_character ? throw std::runtime_error("not UTF-8")
                                                       : false;
        }
        put(unread_.substr(0, code_point->bytes));
        unread_.erase(0, code_point->bytes);
        return true;
    }
    unread_.erase(0, 1);
    return true;
}

bool Screen::write_escape() {
    constexpr std::size_t begin = 2;
    if (unread_.starts_with("\x1b]")) {
        const auto ended = unread_.find("\x1b\\", begin);
        if (ended != std::string::npos) {
            notifications_ += unread_.substr(begin, ended - begin);
            unread_.erase(0, ended + 2);
        }
        return ended != std::string::npos;
    }
    const auto end = unread_.find_first_not_of("?0123456789;", begin);
    if (end == std::string::npos) {
        return false;
    }
    if (unread_[1] != '[') {
        throw std::runtime_error("an unknown escape sequence: " + unread_.substr(1));
    }
    const auto parameters = unread_.substr(begin, end - begin);
    const auto final = unread_[end];
    unread_.erase(0, end + 1);
    if (parameters == "?7") {
        wraps_ = final == 'h';
    } else if (!parameters.starts_with('?')) { // The others are modes of the keyboard.
        command(final, std::strtoul(parameters.c_str(), nullptr, 10));
    }
    return true;
}

void Screen::command(char final, std::size_t count) {
    auto& cells = cells_[row_];
    const auto at = std::min(column_, columns_ - 1);
    const auto here = cells.begin() + static_cast<std::ptrdiff_t>(at);
    const auto times = std::max<std::size_t>(count, 1);
    switch (final) {
    case 'A':
        row_ -= std::min(row_, times);
        break;
    case 'B':
        row_ = std::min(row_ + times, cells_.size() - 1);
        break;
    case 'C':
        column_ = std::min(at + times, columns_ - 1);
        break;
    case 'K':
        std::fill(here, cells.end(), " ");
        break;
    case 'J':
        erase(count);
        break;
    case 'H':
        row_ = 0;
        column_ = 0;
        break;
    case 'P':
        cells.erase(here, here + static_cast<std::ptrdiff_t>(std::min(times, columns_ - at)));
        cells.resize(columns_, " ");
        break;
    case '@':
        cells.insert(here, times, " ");
        cells.resize(columns_);
        break;
    case 'm': // Colours are not looked at.
        break;
    default:
        throw std::runtime_error(std::string("an unknown command: ") + final);
    }
}

void Screen::erase(std::size_t how) {
    if (how == 0) {
        command('K', 0);
    }
    const auto first = how == 0 ? row_ + 1 : 0;
    std::fill(cells_.begin() + static_cast<std::ptrdiff_t>(first), cells_.end(),
              Row(columns_, " "));
}

void Screen::resize(std::size_t rows, std::size_t columns) {
    columns_ = columns;
    while (cells_.size() > rows && cells_.size() > row_ + 1) {
        cells_.pop_back();
    }
    while (cells_.size() > rows) {
        cells_.erase(cells_.begin());
        --row_;
    }
    cells_.resize(rows);
    for (auto& row : cells_) {
        row.resize(columns, " ");
    }
    column_ = std::min(column_, columns - 1);
}

void Screen::resize_and_break(std::size_t columns) {
    const auto count = cells_.size();
    std::vector<Row> broken;
    std::size_t cursor_row = 0;
    for (std::size_t row = 0; row < count; ++row) {
        auto& cells = cells_[row];
        auto used = cells.size();
        while (used > 0 && cells[used - 1] == " ") {
            --used;
        }
        if (row == row_) {
            used = std::max(used, column_);
            cursor_row = broken.size() + column_ / columns;
        }
        for (std::size_t from = 0; from < std::max<std::size_t>(used, 1); from += columns) {
            Row part(cells.begin() + static_cast<std::ptrdiff_t>(from),
                     cells.begin() + static_cast<std::ptrdiff_t>(std::min(from + columns, used)));
            part.resize(columns, " ");
            broken.push_back(std::move(part));
        }
    }
    broken.resize(count, Row(columns, " "));
    cells_.assign(broken.begin(), broken.end());
    columns_ = columns;
    row_ = cursor_row;
    column_ %= columns;
}

void Screen::put(std::string_view character) {
    const auto width = display_width(character);
    if (width == 0) {
        cells_[row_][std::max<std::size_t>(column_, 1) - 1] += character;
        return;
    }
    if (column_ + width > columns_ && wraps_) {
        column_ = 0;
        line_feed();
    }
    column_ = std::min(column_, columns_ - std::min(width, columns_));
    cells_[row_][column_] = character;
    if (width == 2 && column_ + 1 < columns_) {
        cells_[row_][column_ + 1].clear();
    }
    column_ = std::min(column_ + width, columns_);
}

void Screen::line_feed() {
    if (row_ + 1 < cells_.size()) {
        ++row_;
        return;
    }
    cells_.erase(cells_.begin());
    cells_.emplace_back(columns_, " ");
}

} // namespace chatroom::testing_support
