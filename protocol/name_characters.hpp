// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>
#include <string_view>
#include <vector>

/// Which characters a name may be made of, and in which order.
namespace chatroom {

/// The characters of a UTF-8 text.
std::vector<char32_t> code_points(std::string_view text);

/// Whether one of the characters is white space, a tab or line break included.
bool have_white_space(std::span<const char32_t> name);

/// Whether one of the characters is not seen where it stands: control, format, bidi and ignorable
/// characters, blanks, unassigned and private ones, a mark in front of everything, and a mark that
/// stacks letters but has no letter of its own script on both sides.
bool have_invisible(std::span<const char32_t> name);

/// Whether the characters would be shown in another order than they are written in, or in the same
/// order as others: the name mixes directions and is no label by the rule of RFC 5893, section 2.
bool have_mixed_directions(std::span<const char32_t> name);

} // namespace chatroom
