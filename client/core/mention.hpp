// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>

namespace chatroom {

/// Whether somebody's text names this name, in any case ("Bob", "@bob:", "BOB?"). A name that ends
/// with letters or digits of an alphabet is not named by a longer word; Chinese has no words with
/// blanks between them, so there the name only has to be there.
bool mentions(std::string_view text, std::string_view name);

} // namespace chatroom
