// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace chatroom {

/// Where the room is, as the user wrote it; the host is not looked up yet.
struct ServerAddress {
    std::string host = "127.0.0.1";
    std::uint16_t port = 8888;

    bool operator==(const ServerAddress&) const = default;
};

/// Reads `HOST`, `HOST:PORT`, `[IPV6]`, `[IPV6]:PORT` or a bare `IPV6`; a port left out is 8888.
/// Nothing if the text is none of these: no host, or a port that is not 1 to 65535.
std::optional<ServerAddress> parse_server_address(std::string_view text);

/// The address as one would type it, "127.0.0.1:8888" or "[::1]:8888".
std::string to_string(const ServerAddress& address);

} // namespace chatroom
