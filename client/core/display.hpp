// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace chatroom {

/// The bytes as one line that a terminal shows as people expect it and that cannot command the
/// terminal: each control character, line or paragraph separator, bidi embedding, override or
/// isolate and each byte that is not UTF-8 becomes U+FFFD; everything else stays as it is. (Unlike
/// printable(), which is for logs: there a backslash is doubled and a family of emoji taken apart.)
std::string displayable(std::string_view bytes);

} // namespace chatroom
