// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace chatroom {

/// The letter that is the same to whoever reads it, where the character is another shape of one: a
/// small capital (ʀ is r), an old or regional form of a Han character (眀 is 明). Every other
/// character stands for itself.
char32_t usual_shape(char32_t character);

/// The letter that somebody takes the character for who looks for a word: besides those above one
/// in a square or a circle, of a flag, upside down, with a stroke or a hook (🅰, 🇦, ɐ and ⱥ are a).
char32_t plain_letter(char32_t character);

/// Whether it looks like a colon, wherever it comes from.
bool is_colon(char32_t character);

} // namespace chatroom
