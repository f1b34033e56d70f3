// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <string>
#include <string_view>

namespace chatroom {

/// What two names are compared by: they are one name if they have a key in common. A name has two,
/// because folding case first and looking at the shapes first each see look-alikes that the other
/// misses (Cyrillic В has the shape of B, its small letter в has not). They may be equal.
using NameKeys = std::array<std::string, 2>;

/// The keys of any UTF-8 text (UAX 15 NFKC, Unicode case folding, UTS 39 skeleton).
NameKeys name_keys(std::string_view text);

/// Whether the names of these keys are one name.
bool have_common_key(const NameKeys& left, const NameKeys& right);

} // namespace chatroom
