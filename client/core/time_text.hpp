// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "protocol/event.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace chatroom {

/// How times are shown in front of lines.
enum class Times : std::uint8_t {
    off,
    hour, ///< "[21:05]"
    full, ///< "[2026-11-23 21:05:59]"
};

/// "off", "short" or "long"; nothing for another word.
std::optional<Times> times_from(std::string_view word);

/// The time on the user's clock, in brackets and with a space behind it, always of the same length;
/// empty if times are off. Times that no clock shows are dashes.
std::string time_text(WallTime time, Times times);

/// The day by the user's calendar, "2026-11-23"; dashes likewise.
std::string day_text(WallTime time);

} // namespace chatroom
