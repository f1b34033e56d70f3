// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace chatroom {

/// The latest lines that were typed, as a file keeps them from one stay to the next.
inline constexpr std::size_t max_history_lines = 500;
inline constexpr std::size_t max_history_bytes = std::size_t{256} * 1024;

/// Whether the line is to be kept: it is one line, displayable, and does not begin with a blank,
/// which is how people say that it is not to be kept.
bool is_kept_in_history(std::string_view line);

/// The lines of the file, the oldest first; what is none is passed over.
std::vector<std::string> history_lines(std::string_view file);

/// What the file holds when these lines were typed: the latest that there is room for.
std::string with_history(std::string_view file, const std::vector<std::string>& typed);

} // namespace chatroom
