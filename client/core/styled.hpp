// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/user_paths.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace chatroom {

/// How a piece of text looks. The number of a name's colour is name_colour()'s.
struct Look {
    enum class Colour : std::uint8_t { usual, name, announcement };
    Colour colour = Colour::usual;
    std::uint8_t name = 0;
    bool is_bold = false;
    bool is_dim = false;
    bool is_reversed = false;

    bool operator==(const Look&) const = default;
};

struct Span {
    std::string text; ///< displayable(), or the program's own.
    Look look{};
    bool operator==(const Span&) const = default;
};

/// Text that is not of one look throughout.
using Styled = std::vector<Span>;

/// What a terminal is given to make the looks of.
enum class Colours : std::uint8_t {
    none,       ///< Nothing at all.
    attributes, ///< Bold, dim and reversed, but no colours (NO_COLOR).
    few,        ///< The six of every terminal, as its user has set them.
    many,       ///< 256 of them.
};

/// When there are colours.
enum class ColourChoice : std::uint8_t { automatic, always, never };

/// "auto", "always" or "never"; nothing for another word.
std::optional<ColourChoice> colour_choice_from(std::string_view word);

/// By the choice, then NO_COLOR (no-color.org), then what TERM and COLORTERM say of the terminal.
Colours colours_for(ColourChoice choice, const Environment& environment);

inline constexpr std::size_t name_colour_count = 12;

/// The colour of a name: the same in every program and every stay.
Look name_look(std::string_view name);

/// Of the 256 colours, the ones of names: each is readable on black and on white (a contrast of 3.8
/// at least, by WCAG 2).
const std::vector<std::uint8_t>& name_palette();

std::string plain(const Styled& text);

/// The bytes for a terminal. Each span ends as the terminal was before it.
std::string painted(const Styled& text, Colours colours);

/// The text in rows of that many columns, at most, broken where a line may be broken (UAX 14), and
/// within a word, an address or a fingerprint only if it is longer than a row. Each row but the
/// first begins with the indent, or, where that leaves no room for a wide character, with the first
/// character of it. What has no room even so is not shown: a wide character becomes "?". Blanks at
/// the place of a break are left out, and of blanks side by side eight stay: they are used to push
/// a text about.
std::vector<Styled> wrapped(const Styled& text, std::size_t columns, const Styled& indent);

} // namespace chatroom
