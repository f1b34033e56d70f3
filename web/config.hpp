// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.hpp"
#include "client/core/server_address.hpp"
#include "protocol/address_range.hpp"

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace chatroom {

/// What /etc/chatroom-web.toml says; chatroom-web.toml(5) explains each key.
struct WebConfig {
    Address listen{.port = 8880};
    std::string room = "127.0.0.1:8888"; ///< As room_servers() reads it.
    std::optional<std::string> fingerprint;
    std::string title;
    bool tells_addresses = false;
    std::filesystem::path certificate; ///< Empty: plain HTTP.
    std::filesystem::path key;
    std::vector<std::string> origins;
    std::vector<AddressRange> proxies;
    std::size_t max_pages = 2000;
    std::size_t max_pages_of_a_network = 250;

    bool operator==(const WebConfig&) const = default;
};

/// What is wrong with a configuration, each with its file and line.
using WebConfigErrors = std::vector<std::string>;

/// The configuration in the text; `file` is what the errors call it.
Result<WebConfig, WebConfigErrors> parse_web_config(std::string_view toml, std::string_view file);

/// The servers that share the room, in the order in which they are tried: addresses as
/// parse_server_address() reads them, with commas in between. Nothing if one of them is none, or
/// there are more than 16.
std::optional<std::vector<ServerAddress>> room_servers(std::string_view room);

/// Whether the room is on this machine, where nobody can pretend to be it.
bool is_on_this_machine(std::string_view room);

} // namespace chatroom
