// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace chatroom {

/// What two names are compared by: they are one name if they have a key in common. A name has one
/// to four, because folding case first, looking at the shapes first and normalising first each see
/// look-alikes that the others miss (Cyrillic В has the shape of B, its small letter в has not).
using NameKeys = std::vector<std::string>;

/// The keys of any UTF-8 text, each once (UAX 15 NFKC, Unicode case folding, UTS 39 skeleton), in
/// the order in which it is shown (UAX 9), without what is not seen in it and without punctuation
/// and blanks at its end.
NameKeys name_keys(std::string_view text);

/// Whether the names of these keys are one name.
bool have_common_key(const NameKeys& left, const NameKeys& right);

/// What all of the UTF-8 text looks like, small and capital letters apart.
std::string looks_of(std::string_view text);

} // namespace chatroom
