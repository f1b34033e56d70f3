// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace chatroom {

/// What the program's own words begin with, and what the administrator's: no displayable() text has
/// either.
inline constexpr std::string_view words_mark = "\u258E";
inline constexpr std::string_view announcement_mark = "\u258C";

/// The bytes as one line that a terminal shows as people expect it and that cannot command the
/// terminal, nor be taken for more than it is: each control character, line or paragraph separator,
/// bidi embedding, override or isolate and each byte that is not UTF-8 becomes U+FFFD, and the
/// marks above become "|". Blanks without ink become spaces. What is not seen is left out, but for
/// joiners, selectors and tags where people need them, and so is the ninth mark on a letter.
/// Everything else stays as it is. (Unlike printable(), which is for logs: there a backslash is
/// doubled and a family of emoji taken apart.)
std::string displayable(std::string_view bytes);

} // namespace chatroom
