// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace chatroom {

/// The bytes as something a terminal or a log can show on one line without being commanded by it:
/// control, format and bidi characters and invalid UTF-8 become \xNN or \u{NNNN}, a backslash
/// becomes two; everything else stays. At most max_bytes of input are shown, then "…".
std::string printable(std::string_view bytes, std::size_t max_bytes = 4096);

} // namespace chatroom
