// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.hpp"
#include "client/core/room_link.hpp"
#include "client/core/wording.hpp"

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace chatroom {

/// A room that has a short name in the configuration.
struct ConfiguredRoom {
    RoomLink link;
    std::optional<std::string> name{};
    std::optional<std::filesystem::path> identity{};
    std::optional<std::filesystem::path> passphrase_file{};
    bool is_classic = false;

    bool operator==(const ConfiguredRoom&) const = default;
};

/// What somebody need not say on the command line each time; docs/man/chatroom-client.1 explains
/// each key. What the command line says goes first.
struct ClientConfig {
    std::optional<std::string> room{}; ///< Where to go; it is checked when it is used.
    std::optional<std::string> name{};
    std::optional<std::string> language{}; ///< "zh" or "en".
    std::optional<std::string> times{};    ///< As --times has them, here and below.
    std::optional<std::string> colour{};
    std::optional<std::string> notify{};
    std::map<std::string, ConfiguredRoom, std::less<>> rooms{};

    bool operator==(const ClientConfig&) const = default;
};

/// Makes "~/" in front of the paths in the configuration the home directory, as shells do: no shell
/// has seen them. They stay as they are where there is none.
void expand_home(ClientConfig& config, const std::optional<std::filesystem::path>& home);

/// The configuration in the TOML text, or everything that is wrong with it, a line each, with the
/// file and the number of the line. `file` is only what the errors call it.
Result<ClientConfig, std::vector<std::string>>
parse_client_config(std::string_view toml, std::string_view file, const Wording& wording);

} // namespace chatroom
