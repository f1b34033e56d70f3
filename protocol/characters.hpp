// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

/// What single characters are like, for names and for texts.
namespace chatroom {

/// The characters of a UTF-8 text.
std::u32string code_points(std::string_view text);

/// The reverse.
std::string to_utf8(std::u32string_view characters);

/// Whether the character is written above, below or around the one before it (an accent, a vowel
/// sign).
bool is_mark(char32_t character);

/// Whether the character has no ink of its own where it stands, nor a width: it is ignorable by
/// default, a format character, or one of those between lines. Signs that are shown although they
/// are format characters, such as the Arabic number sign, do not count.
bool is_unseen(char32_t character);

/// Whether the character is white space, or looks like it: it has a width and no ink.
bool is_blank(char32_t character);

/// Whether the character belongs to a picture: an emoji, a half of a flag, a colour of skin.
bool is_picture(char32_t character);

/// Whether the character is one of those that repeat ASCII without being seen, U+E0000 to U+E007F.
bool is_tag(char32_t character);

inline constexpr char32_t black_flag = 0x1f3f4;

/// How many of the first characters are the tags that make a black flag in front of them that of a
/// region (UTS 51, ED-14a), their end included; 0 if they do not.
std::size_t region_tags(std::span<const char32_t> characters);

} // namespace chatroom
