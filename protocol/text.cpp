// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocol/text.hpp"

#include "base/utf8.hpp"

#include <algorithm>

namespace chatroom {

namespace {

constexpr char32_t next_line = 0x85;
constexpr char32_t line_separator = 0x2028;
constexpr char32_t paragraph_separator = 0x2029;

bool is_break(char32_t character) {
    return (character >= U'\t' && character <= U'\r') || character == next_line ||
           character == line_separator || character == paragraph_separator;
}

bool is_control(char32_t character) {
    return character < 0x20 || (character >= 0x7f && character < 0xa0);
}

/// The printable ASCII in front, which needs no look at each character. For most texts that is all.
std::string_view plain_prefix(std::string_view bytes) {
    const auto end = std::find_if_not(bytes.begin(), bytes.end(),
                                      [](char byte) { return byte >= ' ' && byte <= '~'; });
    return bytes.substr(0, static_cast<std::size_t>(end - bytes.begin()));
}

} // namespace

Result<std::string, TextFault> clean_text(std::string_view bytes) {
    if (bytes.size() > max_text_bytes) {
        return Unexpected(TextFault::too_long);
    }
    std::string result;
    std::size_t pending_breaks = 0; // They become spaces only if something visible follows.
    char32_t previous = 0;
    while (!bytes.empty()) {
        if (const auto plain = plain_prefix(bytes); !plain.empty()) {
            result.append(pending_breaks, ' ');
            pending_breaks = 0;
            result += plain;
            previous = U' ';
            bytes.remove_prefix(plain.size());
            continue;
        }
        const auto code_point = first_code_point(bytes);
        if (!code_point) {
            return Unexpected(TextFault::not_utf8);
        }
        const auto character = code_point->value;
        if (is_break(character)) {
            pending_breaks += previous == U'\r' && character == U'\n' ? 0 : 1;
        } else if (!is_control(character)) {
            result.append(pending_breaks, ' ');
            pending_breaks = 0;
            result += bytes.substr(0, code_point->bytes);
        }
        previous = character;
        bytes.remove_prefix(code_point->bytes);
    }
    return result;
}

std::vector<std::string> split_text(std::string whole) {
    std::vector<std::string> parts;
    if (!whole.empty() && whole.size() <= max_event_text_bytes) {
        parts.push_back(std::move(whole));
        return parts;
    }
    std::string_view text = whole;
    while (!text.empty()) {
        const auto part = grapheme_prefix(text, max_event_text_bytes);
        parts.emplace_back(part);
        text.remove_prefix(part.size());
    }
    return parts;
}

} // namespace chatroom
