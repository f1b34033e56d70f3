// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/core/terminal.hpp"
#include "client/core/wording.hpp"

#include <string>
#include <vector>

namespace chatroom {

/// What is shown, as displayable() lines without colours and marks; none if there is nothing to
/// say about it.
std::vector<std::string> shown_text(const Wording& wording, const Shown& shown, WallTime now);

/// Whether these are the program's own words, and not the room's.
bool is_own_words(const Shown& shown);

} // namespace chatroom
