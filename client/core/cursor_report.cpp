// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/core/cursor_report.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

namespace chatroom {

namespace {

constexpr std::string_view report_begin = "\x1b[";
/// No screen has more rows or columns.
constexpr std::size_t max_digits = 6;

bool is_digit(char character) {
    return character >= '0' && character <= '9';
}

/// How far the bytes, which begin with what an answer begins with, are one.
struct Reading {
    enum class State { none, part, whole };
    State state = State::none;
    std::size_t bytes = 0; ///< Of a whole one.
    std::size_t column = 0;
};

Reading read_answer(std::string_view bytes) {
    const auto known = std::min(bytes.size(), report_begin.size());
    if (bytes.substr(0, known) != report_begin.substr(0, known)) {
        return {};
    }
    auto place = known;
    std::size_t number = 0;
    for (const char end : {';', 'R'}) {
        const auto first = place;
        while (place < bytes.size() && is_digit(bytes[place])) {
            ++place;
        }
        if (place - first > max_digits) {
            return {};
        }
        if (place == bytes.size()) {
            return {Reading::State::part};
        }
        if (place == first || bytes[place] != end) {
            return {};
        }
        std::from_chars(bytes.data() + first, bytes.data() + place, number);
        ++place;
    }
    return {Reading::State::whole, place, number > 0 ? number - 1 : 0};
}

} // namespace

void CursorReports::asked() {
    awaited_ = std::exchange(is_late_, false) ? 1 : awaited_ + 1;
}

CursorReports::Taken CursorReports::take(std::string_view bytes) {
    unread_ += bytes;
    std::string_view rest = unread_;
    Taken taken;
    while (awaited_ > 0 && !rest.empty()) {
        const auto escape = std::min(rest.find(report_begin.front()), rest.size());
        taken.keys += rest.substr(0, escape);
        rest.remove_prefix(escape);
        const auto reading = read_answer(rest);
        if (reading.state == Reading::State::whole) {
            --awaited_;
            is_late_ = is_late_ && awaited_ > 0;
            taken.column = reading.column;
            rest.remove_prefix(reading.bytes);
        } else if (reading.state == Reading::State::part && !is_late_ && !rest.empty()) {
            break;
        } else if (!rest.empty()) {
            taken.keys += rest.front();
            rest.remove_prefix(1);
        }
    }
    if (awaited_ == 0) {
        taken.keys += std::exchange(rest, {});
    }
    unread_ = std::string(rest);
    return taken;
}

std::string CursorReports::give_up() {
    is_late_ = true;
    return std::exchange(unread_, {});
}

} // namespace chatroom
