// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <span>

namespace chatroom {

/// Whether the unseen character at the place is one that people need to write the name: a joiner
/// between letters whose script asks for it (UAX 31, section 2.3, rules A1, A2 and B), or a joiner,
/// a selector or a tag of an emoji (UTS 51).
bool is_needed(std::span<const char32_t> name, std::size_t place);

} // namespace chatroom
