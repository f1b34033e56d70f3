// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace chatroom {

/// What is done when somebody says our name.
enum class Attention : std::uint8_t {
    none,
    bell,
    osc9,   ///< The bell, and a notification of the desktop as iTerm2 and others take it.
    osc777, ///< The same as rxvt-unicode and others take it.
};

/// "off", "bell", "osc9" or "osc777"; nothing for another word.
std::optional<Attention> attention_from(std::string_view word);

/// What the terminal gets for that. The words are displayable(); a terminal that takes no sequences
/// gets none.
std::string attention_bytes(Attention attention, bool is_capable, std::string words);

} // namespace chatroom
