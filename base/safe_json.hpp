// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace chatroom {

/// The same JSON with every character that could command a terminal (DEL, C1, format, bidi) as
/// \uNNNN. Takes what dump_json() writes: JSON on one line, with control characters escaped.
std::string safe_json(std::string_view json);

} // namespace chatroom
