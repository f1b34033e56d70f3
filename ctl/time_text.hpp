// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "protocol/event.hpp"

#include <optional>
#include <string_view>

namespace chatroom {

/// The time that people mean: "10m" is so long before now, "14:54" today, "2026-11-23" when that
/// day begins, "2026-11-23 14:54" and "2026-11-23 14:54:30" are of the clock on the wall, and
/// "2026-11-23T14:54:00.000Z" is in UTC. Nothing if it is none of these.
std::optional<WallTime> time_in(std::string_view text, WallTime now);

/// What time_in() understands, in words.
inline constexpr std::string_view time_forms =
    "a time such as 14:54, 2026-11-23, \"2026-11-23 14:54\", 2026-11-23T14:54:00.000Z, or 10m for "
    "so long ago";

} // namespace chatroom
