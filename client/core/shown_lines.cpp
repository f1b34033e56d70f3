// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/core/shown_lines.hpp"

#include "base/display_width.hpp"
#include "base/utf8.hpp"

#include <algorithm>

#include <unicode/uchar.h>

namespace chatroom {

namespace {

constexpr char32_t joiner = 0x200D;

/// Whether terminals disagree on what the character does to the width of its neighbours.
bool is_doubtful(UChar32 character) {
    switch (u_charType(character)) {
    case U_UNASSIGNED:
    case U_FORMAT_CHAR:
    case U_PRIVATE_USE_CHAR:
    case U_COMBINING_SPACING_MARK:
        return true;
    default:
        return u_hasBinaryProperty(character, UCHAR_EMOJI_MODIFIER) != 0 ||
               u_hasBinaryProperty(character, UCHAR_VARIATION_SELECTOR) != 0 ||
               u_hasBinaryProperty(character, UCHAR_REGIONAL_INDICATOR) != 0;
    }
}

/// Punctuation and symbols that East Asian fonts may draw wide (UAX 11).
bool is_ambiguous(UChar32 character) {
    return u_getIntPropertyValue(character, UCHAR_EAST_ASIAN_WIDTH) == U_EA_AMBIGUOUS &&
           u_isalpha(character) == 0;
}

struct Columns {
    std::size_t least = 0;
    std::size_t most = 0;
};

Columns columns_of(std::string_view character, char32_t value, char32_t previous) {
    const auto usual = display_width(character);
    const auto code = static_cast<UChar32>(value);
    if (usual == 0 && !is_doubtful(code)) {
        return {0, 0};
    }
    if (is_doubtful(code) || previous == joiner) {
        return {0, 2};
    }
    return {usual, is_ambiguous(code) ? 2 : usual};
}

/// Rows that fill up, as a terminal wraps: a wide character does not begin in the last column.
struct Rows {
    std::size_t count = 1;
    std::size_t column = 0;

    void add(std::size_t width, std::size_t columns) {
        if (column + width > columns) {
            ++count;
            column = 0;
        }
        column += width;
    }
};

constexpr std::size_t tab_columns = 8;
constexpr std::size_t stray_byte_columns = 4; ///< "\377"
/// What Readline writes instead of the prompt while it searches its history.
constexpr std::size_t search_prompt_columns = 40;

/// Never too few, whatever Readline makes of the text.
std::size_t most_input_rows(std::string_view text, std::size_t columns) {
    if (columns < 2) {
        return 1; // Nothing is kept on such a screen.
    }
    std::size_t width = search_prompt_columns;
    while (!text.empty()) {
        const auto code_point = first_code_point(text);
        const auto is_control = code_point && code_point->value < 0x20;
        width += is_control ? tab_columns : code_point ? 2 : stray_byte_columns;
        text.remove_prefix(code_point ? code_point->bytes : 1);
    }
    // A wide character that does not fit leaves the last column of a row empty.
    return width / (columns - 1) + 1;
}

} // namespace

std::string with_mark(std::string_view text, std::optional<Mark> mark) {
    std::string result(text);
    if (!mark) {
        return result += " … ";
    }
    switch (*mark) {
    case Mark::in_journal:
        return result += " ✓ ";
    case Mark::everywhere:
        return result += " ✓✓";
    case Mark::failed:
    case Mark::recalled:
        break;
    }
    return result += " ✗ ";
}

std::optional<std::size_t> rows_taken(std::string_view text, std::size_t columns) {
    Rows least;
    Rows most;
    char32_t previous = 0;
    while (!text.empty()) {
        const auto code_point = first_code_point(text);
        if (!code_point) {
            return std::nullopt;
        }
        const auto width =
            columns_of(text.substr(0, code_point->bytes), code_point->value, previous);
        least.add(width.least, columns);
        most.add(width.most, columns);
        previous = code_point->value;
        text.remove_prefix(code_point->bytes);
    }
    return least.count == most.count ? std::optional(least.count) : std::nullopt;
}

void ShownLines::resize(std::size_t rows, std::size_t columns) {
    if (rows != rows_ || columns != columns_) {
        rows_ = rows;
        columns_ = columns;
        forget();
    }
}

void ShownLines::forget() {
    messages_.clear();
    bottom_row_ = input_row_;
}

void ShownLines::add_line(std::string_view text) {
    add_rows(text);
    drop_hidden();
}

void ShownLines::add_message(MessageId message, std::string_view text) {
    const auto first_row = input_row_;
    if (const auto rows = add_rows(with_mark(text, std::nullopt))) {
        messages_.push_back({message, std::string(text), first_row, *rows});
    }
    drop_hidden();
}

std::optional<std::size_t> ShownLines::add_rows(std::string_view text) {
    const auto rows = columns_ > 1 ? rows_taken(text, columns_) : std::nullopt;
    if (!rows) {
        forget();
        return std::nullopt;
    }
    input_row_ += *rows;
    bottom_row_ = std::max(bottom_row_, input_row_ + 1);
    return rows;
}

void ShownLines::show_input(std::string_view text) {
    bottom_row_ = std::max(bottom_row_, input_row_ + most_input_rows(text, columns_));
    drop_hidden();
}

void ShownLines::drop_hidden() {
    // Wherever the first row was, what has not been pushed by a whole screen is still there.
    while (!messages_.empty() && bottom_row_ - messages_.front().first_row > rows_) {
        messages_.pop_front();
    }
}

std::optional<ShownLines::Place> ShownLines::find(MessageId message) const {
    const auto found = std::ranges::find(messages_, message, &Message::id);
    if (found == messages_.end()) {
        return std::nullopt;
    }
    return Place{found->text, static_cast<std::size_t>(input_row_ - found->first_row), found->rows};
}

void ShownLines::remove(MessageId message) {
    std::erase_if(messages_, [&](const Message& one) { return one.id == message; });
}

} // namespace chatroom
