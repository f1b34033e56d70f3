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
    return pattern.empty() ||
           !std::ranges::search(text, pattern, {}, ascii_lower, ascii_lower).empty();
}

} // namespace chatroom
