// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <span>
#include <string_view>

namespace chatroom {

/// The word that is closest to the misspelt one by edit distance (Levenshtein), if it is close
/// enough to be what was meant. Words above 64 bytes are never misspellings.
std::optional<std::string_view> nearest_word(std::string_view misspelt,
                                             std::span<const std::string_view> words);

} // namespace chatroom
