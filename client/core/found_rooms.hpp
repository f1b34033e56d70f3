// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/core/server_address.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace chatroom {

/// A room of which somebody on the LAN tells. Anybody can tell anything there.
struct FoundRoom {
    std::string name; ///< As hostile as any line.
    ServerAddress server;

    bool operator==(const FoundRoom&) const = default;
};

/// More are not listed: nobody chooses among more.
inline constexpr std::size_t max_found_rooms = 50;

/// The rooms in what `avahi-browse --resolve --parsable --terminate _chatroom._udp` prints, each
/// once, in its order.
std::vector<FoundRoom> found_rooms(std::string_view avahi_output);

} // namespace chatroom
