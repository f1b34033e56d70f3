// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <string_view>

namespace chatroom {

constexpr char ascii_lower(char letter) {
    return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
}

/// Whether the text contains the pattern, letters of ASCII being the same in either case. It is
/// fast, and knows nothing of other letters.
inline bool contains_in_either_case(std::string_view text, std::string_view pattern) {
    const auto are_equal = [](char left, char right) {
        return ascii_lower(left) == ascii_lower(right);
    };
    return pattern.empty() || std::search(text.begin(), text.end(), pattern.begin(), pattern.end(),
                                          are_equal) != text.end();
}

} // namespace chatroom
