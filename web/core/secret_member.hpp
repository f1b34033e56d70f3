// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "protocol/sealed/secret_text.hpp"

#include <optional>
#include <span>
#include <string_view>

namespace chatroom {

/// Takes a secret out of JSON before a parser copies it to where nobody wipes it: the string that
/// the member of the outermost object is, without its escapes. Blanks stand for it in the text
/// then. Nothing, and no change, if there is no such member, or it is no string as RFC 8259 writes
/// them.
std::optional<sealed::SecretText> take_secret_member(std::span<char> text, std::string_view name);

} // namespace chatroom
