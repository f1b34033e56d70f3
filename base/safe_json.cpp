// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/safe_json.hpp"

#include "base/printable.hpp"
#include "base/utf8.hpp"

#include <cstdio>

namespace chatroom {

namespace {

std::string utf16_escape(char32_t unit) {
    char buffer[8];
    std::snprintf(buffer, sizeof buffer, "\\u%04x", static_cast<unsigned>(unit & 0xFFFF));
    return buffer;
}

} // namespace

std::string safe_json(std::string_view json) {
    std::string result;
    while (const auto code_point = first_code_point(json)) {
        const auto bytes = json.substr(0, code_point->bytes);
        const auto value = code_point->value;
        if (value < 0x7F || printable(bytes) == bytes) {
            result += bytes;
        } else if (value < 0x10000) {
            result += utf16_escape(value);
        } else {
            // RFC 8259, section 7: two UTF-16 surrogates.
            result += utf16_escape(0xD800 + ((value - 0x10000) >> 10));
            result += utf16_escape(0xDC00 + ((value - 0x10000) & 0x3FF));
        }
        json.remove_prefix(code_point->bytes);
    }
    return result;
}

} // namespace chatroom
