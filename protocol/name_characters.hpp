// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>

/// Which characters a name may be made of, and in which order.
namespace chatroom {

/// Whether one of the characters is white space, a tab or line break included.
bool have_white_space(std::span<const char32_t> name);

/// Whether one of the characters is not seen where it stands: control, format, bidi and ignorable
/// characters that the name can be written without, blanks, unassigned and private ones, a mark in
/// front of everything, and a mark that stacks letters but has no letter of its own script on both
/// sides.
bool have_invisible(std::span<const char32_t> name);

/// Whether a letter bears more marks than any name needs, or one of them twice: two of those that
/// belong to no script in particular, such as accents, or four altogether, as Burmese has them.
bool have_too_many_marks(std::span<const char32_t> name);

/// Whether one of the characters is what the room and its programs put between names or in front of
/// what they say themselves: a comma or semicolon of any script, a block or a drawn line; or a form
/// of one.
bool have_room_signs(std::span<const char32_t> name);

/// Whether the characters would be shown in an order that is nobody's: the name mixes writing
/// directions. A label by the rule of RFC 5893, section 2, does not, nor if it begins with digits
/// or has emoji at its ends, as names are compared in the order in which they are shown.
bool have_mixed_directions(std::span<const char32_t> name);

} // namespace chatroom
