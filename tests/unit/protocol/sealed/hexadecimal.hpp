// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

/// Bytes as tests write them.
namespace chatroom::sealed {

/// Lower-case hexadecimal digits.
inline std::string to_hex(std::string_view bytes) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string result;
    for (const char byte : bytes) {
        const auto value = static_cast<std::uint8_t>(byte);
        result += {digits[value >> 4], digits[value & 0x0f]};
    }
    return result;
}

/// The reverse; spaces are left out.
inline std::string from_hex(std::string_view hexadecimal) {
    std::string digits;
    std::string result;
    for (const char character : hexadecimal) {
        if (character != ' ') {
            digits += character;
        }
        if (digits.size() == 2) {
            result += static_cast<char>(std::stoi(digits, nullptr, 16));
            digits.clear();
        }
    }
    return result;
}

} // namespace chatroom::sealed
