// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/config.hpp"
#include "client/core/found_rooms.hpp"
#include "client/core/wording.hpp"
#include "client/options.hpp"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace chatroom {

/// What can be found out where nobody says where to go.
struct Surroundings {
    std::function<bool()> is_room_here;
    std::function<FoundRooms()> browse;
    /// Lets somebody choose; nothing if they do not want to. Null if there is nobody.
    std::function<std::optional<std::size_t>(const FoundRooms&)> choose;
};

/// Where to go, and as whom: what the command line says, what the configuration says of the room,
/// what it says altogether. If nothing says where, it is the room on this machine, then one on the
/// LAN, then the one that should be on this machine. An error is the words for it.
Result<ConfiguredRoom, std::string> choose_room(const ClientOptions& options,
                                                const ClientConfig& config, const Wording& wording,
                                                const Surroundings& surroundings);

} // namespace chatroom
