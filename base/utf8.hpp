// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace chatroom {

/// One code point of a text and how many bytes it takes.
struct CodePoint {
    char32_t value = 0;
    std::size_t bytes = 0;
};

/// The code point at the beginning of the bytes; nothing if there is none or it is not well-formed
/// UTF-8 (RFC 3629: no overlong forms, no surrogates, nothing above U+10FFFF).
std::optional<CodePoint> first_code_point(std::string_view bytes);

/// Whether the bytes are well-formed UTF-8 from the first to the last.
bool is_utf8(std::string_view bytes);

/// The longest beginning of the text, which must be UTF-8, that has at most max_bytes bytes and
/// ends where a grapheme cluster ends (UAX 29). If the first cluster alone is longer, the cut is
/// between two of its code points, so the result is only empty if max_bytes is below 4 or the text
/// is empty.
std::string_view grapheme_prefix(std::string_view text, std::size_t max_bytes);

} // namespace chatroom
