// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string_view>

namespace chatroom {

/// How many columns of a terminal the text takes: two for wide and full-width characters and
/// emoji (UAX 11), none for combining marks, one for all others. Meant for printable() text; a
/// byte that is not UTF-8 counts as one.
std::size_t display_width(std::string_view text);

} // namespace chatroom
