// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/core/input_row.hpp"

#include "client/core/display.hpp"
#include "client/core/grapheme.hpp"

#include <algorithm>

namespace chatroom {

namespace {

/// What a prompt leaves for the text, if the screen has as much.
constexpr std::size_t least_text_columns = 12;
/// Without markers there is more room on screens that have next to none.
constexpr std::size_t least_columns_with_markers = 6;

std::string visible(std::string_view bytes) {
    std::string result;
    while (!bytes.empty()) {
        const auto end = std::min(bytes.find_first_of("\n\r\t"), bytes.size());
        result += displayable(bytes.substr(0, end));
        bytes.remove_prefix(end);
        if (!bytes.empty()) {
            result += bytes.front() == '\t' ? " " : "\u23CE";
            bytes.remove_prefix(1);
        }
    }
    return result;
}

std::string end_of_prompt(const std::string& prompt, std::size_t columns) {
    if (columns_of(prompt) <= columns) {
        return prompt;
    }
    const auto parts = graphemes(prompt);
    auto begin = parts.end();
    std::size_t width = 1;
    while (begin != parts.begin() && width + std::prev(begin)->columns <= columns) {
        width += (--begin)->columns;
    }
    std::string result = columns > 0 ? "<" : "";
    for (; begin != parts.end(); ++begin) {
        result += begin->text;
    }
    return result;
}

/// What is shown between two columns of the text, counted from its beginning.
struct Window {
    std::size_t begin = 0;
    std::size_t end = 0;

    std::string of(std::string_view text, std::size_t first_column) const {
        std::string result;
        for (const auto& one : graphemes(text)) {
            if (first_column >= begin && first_column + one.columns <= end) {
                result += one.text;
            }
            first_column += one.columns;
        }
        return result;
    }
};

/// Where the window begins moves by half a window at a time, so that the text does not move with
/// each key.
std::size_t window_begin(std::size_t caret, std::size_t columns) {
    if (caret <= columns) {
        return 0; // Behind the last column there is one for the cursor.
    }
    const auto step = std::max<std::size_t>(columns / 2, 1);
    return (caret - columns + step - 1) / step * step;
}

} // namespace

/// Behind a full row is the beginning of the next.
CursorPlace place_behind(std::string_view text, std::size_t columns) {
    CursorPlace place;
    for (const auto& one : graphemes(text)) {
        if (place.column + one.columns > columns) {
            ++place.rows;
            place.column = 0;
        }
        place.column += one.columns;
    }
    return place.column == columns ? CursorPlace{place.rows + 1, 0} : place;
}

InputRow input_row(const Input& input, std::size_t columns) {
    const auto usable = columns > 0 ? columns - 1 : 0;
    const auto for_text = std::min(least_text_columns, (usable + 1) / 2);
    const auto prompt = end_of_prompt(input.prompt, usable - for_text);
    if (input.is_hidden) {
        return {prompt, {}};
    }
    const auto caret = std::min(input.caret, input.text.size());
    const auto left = visible(std::string_view(input.text).substr(0, caret));
    const auto right = visible(std::string_view(input.text).substr(caret));
    const auto width = usable - columns_of(prompt);
    const auto left_columns = columns_of(left);
    if (left_columns + columns_of(right) <= width) {
        return {prompt + left, right};
    }
    const bool has_markers = width >= least_columns_with_markers;
    const auto inner = has_markers ? width - 2 : width;
    const auto begin = window_begin(left_columns, std::max<std::size_t>(inner, 1));
    const Window window{begin, begin + inner};
    auto shown_right = window.of(right, left_columns);
    const bool is_cut = left_columns + columns_of(right) > window.end;
    return {prompt + (has_markers && begin > 0 ? "<" : "") + window.of(left, 0),
            shown_right + (has_markers && is_cut ? ">" : "")};
}

} // namespace chatroom
