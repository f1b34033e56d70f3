// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/core/server_address.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace chatroom {

/// Where a room is and, if it is known, the fingerprint of its server's key.
struct RoomLink {
    ServerAddress server;
    std::optional<std::string> fingerprint{};

    bool operator==(const RoomLink&) const = default;
};

/// Reads what `chatroomctl invite` prints, "chatroom://HOST:PORT?fp=SHA256:…", or an address as
/// parse_server_address() does. Nothing if the text is neither, the fingerprint is none or there
/// are two, or there is a parameter that is not known: it may have been meant to say whose the room
/// is, and whoever passes it over trusts anybody.
std::optional<RoomLink> parse_room_link(std::string_view text);

} // namespace chatroom
