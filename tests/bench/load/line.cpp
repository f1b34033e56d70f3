// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/load/line.hpp"

#include <algorithm>
#include <cassert>
#include <cstdio>

namespace chatroom::bench {

namespace {

constexpr char mark = '#';
constexpr std::size_t talker_digits = 4;
constexpr std::size_t number_digits = 8;
constexpr std::size_t head_bytes = 1 + talker_digits + number_digits;

/// Lower-case hexadecimal digits, as to_line() writes them; what is none gives any number.
std::uint32_t read(std::string_view digits) {
    std::uint32_t number = 0;
    for (const char digit : digits) {
        number =
            number << 4 | static_cast<std::uint32_t>(digit <= '9' ? digit - '0' : digit - 'a' + 10);
    }
    return number;
}

} // namespace

std::string to_line(LineNumber line, std::size_t bytes) {
    assert(bytes >= min_line_bytes);
    std::string text(head_bytes + 1, '\0');
    std::snprintf(text.data(), text.size(), "%c%04x%08x", mark, line.talker, line.number);
    text.resize(head_bytes);
    text += ' ';
    text.resize(bytes, 'x');
    return text;
}

std::optional<LineNumber> parse_line(std::string_view text) {
    if (text.size() < min_line_bytes || text.front() != mark || text[head_bytes] != ' ') {
        return std::nullopt;
    }
    return LineNumber{read(text.substr(1, talker_digits)),
                      read(text.substr(1 + talker_digits, number_digits))};
}

/// No name and no wording has the mark in it.
std::optional<LineNumber> find_line(std::string_view bytes) {
    return parse_line(bytes.substr(std::min(bytes.find(mark), bytes.size())));
}

std::string member_name(std::size_t number) {
    char name[16];
    std::snprintf(name, sizeof name, "m%05zu", number % 100000);
    return name;
}

} // namespace chatroom::bench
