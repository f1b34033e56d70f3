// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/printable.hpp"

#include "base/utf8.hpp"

#include <cstdio>

#include <unicode/uchar.h>

namespace chatroom {

namespace {

/// Whether a terminal shows the character as itself and stays on its line.
bool is_visible(char32_t character) {
    const auto code_point = static_cast<UChar32>(character);
    switch (u_charType(code_point)) {
    case U_CONTROL_CHAR:
    case U_FORMAT_CHAR:
    case U_LINE_SEPARATOR:
    case U_PARAGRAPH_SEPARATOR:
    case U_SURROGATE:
    case U_UNASSIGNED:
        return false;
    default:
        return u_hasBinaryProperty(code_point, UCHAR_BIDI_CONTROL) == 0;
    }
}

std::string escaped(const char* format, unsigned value) {
    char buffer[16];
    std::snprintf(buffer, sizeof buffer, format, value);
    return buffer;
}

} // namespace

std::string printable(std::string_view bytes, std::size_t max_bytes) {
    const bool cut = bytes.size() > max_bytes;
    std::string result;
    auto rest = bytes.substr(0, max_bytes);
    while (!rest.empty()) {
        const auto code_point = first_code_point(rest);
        if (!code_point) {
            result += escaped("\\x%02X", static_cast<unsigned char>(rest.front()));
            rest.remove_prefix(1);
            continue;
        }
        if (code_point->value == U'\\') {
            result += "\\\\";
        } else if (is_visible(code_point->value)) {
            result += rest.substr(0, code_point->bytes);
        } else if (code_point->value < 0x80) {
            result += escaped("\\x%02X", static_cast<unsigned>(code_point->value));
        } else {
            result += escaped("\\u{%X}", static_cast<unsigned>(code_point->value));
        }
        rest.remove_prefix(code_point->bytes);
    }
    if (cut) {
        result += "…";
    }
    return result;
}

} // namespace chatroom
