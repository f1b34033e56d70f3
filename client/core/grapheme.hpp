// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace chatroom {

/// What a person sees as one character: a grapheme cluster (UAX 29).
struct Grapheme {
    std::string_view text;
    /// How many columns it takes on the terminal that gives it the most: they disagree on flags,
    /// families of emoji and punctuation that East Asian fonts draw wide.
    std::size_t columns = 0;
};

/// The text in pieces. It may be any bytes; what is not UTF-8 counts as a column a byte.
std::vector<Grapheme> graphemes(std::string_view text);

/// What all of them take together.
std::size_t columns_of(std::string_view text);

/// Where the grapheme behind the place ends; the end of the text if there is none.
std::size_t next_grapheme(std::string_view text, std::size_t place);

/// Where the grapheme in front of the place begins, or the one that the place is within; 0 if there
/// is none.
std::size_t previous_grapheme(std::string_view text, std::size_t place);

} // namespace chatroom
