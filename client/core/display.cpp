// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/core/display.hpp"

#include "base/utf8.hpp"

namespace chatroom {

namespace {

bool is_between(char32_t character, char32_t first, char32_t last) {
    return first <= character && character <= last;
}

/// Whether the character could move the cursor, start an escape sequence, begin a new line or turn
/// the rest of the line around (UAX 9's explicit directional formatting).
bool is_unsafe(char32_t character) {
    return character < 0x20 || is_between(character, 0x7F, 0x9F) ||
           is_between(character, 0x2028, 0x202E) || is_between(character, 0x2066, 0x2069);
}

} // namespace

std::string displayable(std::string_view bytes) {
    constexpr std::string_view replacement = "\uFFFD";
    std::string result;
    while (!bytes.empty()) {
        const auto code_point = first_code_point(bytes);
        if (code_point && !is_unsafe(code_point->value)) {
            result += bytes.substr(0, code_point->bytes);
        } else {
            result += replacement;
        }
        bytes.remove_prefix(code_point ? code_point->bytes : 1);
    }
    return result;
}

} // namespace chatroom
