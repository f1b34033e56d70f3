// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/core/server_address.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace chatroom {

/// Where a room is and, if it is known, the fingerprint of its server's key.
struct RoomLink {
    /// More servers than share a room: each is waited for before the next is tried.
    static constexpr std::size_t max_servers = 16;

    ServerAddress server;
    std::optional<std::string> fingerprint{};
    std::vector<ServerAddress>
        others{}; ///< Where the same room is, too, to be tried in this order.

    bool operator==(const RoomLink&) const = default;
};

/// All servers of the link, as one would type them: "a:8888,b:8888".
std::string servers_of(const RoomLink& link);

/// Reads what `chatroomctl invite` prints, "chatroom://HOST:PORT?fp=SHA256:…", or an address as
/// parse_server_address() does. Where several servers share the room there are several addresses,
/// with commas between them. Nothing if the text is neither, the fingerprint is none or there are
/// two, or there is a parameter that is not known: it may have been meant to say whose the room is,
/// and whoever passes it over trusts anybody.
std::optional<RoomLink> parse_room_link(std::string_view text);

} // namespace chatroom
