// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.hpp"
#include "daemon/core/log_line.hpp"
#include "daemon/core/room_options.hpp"
#include "daemon/io/administrators.hpp"
#include "daemon/io/cluster/connection.hpp"
#include "daemon/io/sqlite_journal.hpp"
#include "protocol/address.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace chatroom {

/// Everything the administrator decides. etc/chatroomd.toml explains each key.
struct Config {
    Address listen{.port = 8888};
    std::filesystem::path state = "/var/lib/chatroomd";
    std::filesystem::path socket = "/run/chatroomd/control.sock";
    /// Who may change something over the control socket besides root and the daemon's own user;
    /// nothing: whoever can connect to it.
    std::optional<AdminGroup> admins;
    RoomOptions room;
    /// Where the passphrase of the room is; empty if it has none. What it comes down to depends on
    /// the server's key, so it is not in the options of the room yet.
    std::filesystem::path passphrase_file;
    /// How many threads seal and send; 0 means as many as there are processors to run on.
    std::size_t workers = 0;
    Retention retention;
    /// The database that several machines share one room by, and what this one is called there;
    /// without an address the room is this machine's alone.
    DatabaseSetup cluster;
    Severity log_level = Severity::info;

    bool is_cluster() const { return !cluster.uri.empty(); }

    /// The defaults, the ranges of [classic] allow included.
    Config();

    bool operator==(const Config&) const = default;
};

/// One line each, "FILE:LINE: what is wrong", for the administrator.
using ConfigErrors = std::vector<std::string>;

/// The configuration in the TOML text, with the defaults for what it leaves out; or everything that
/// is wrong with it. `file` is only what the errors call it.
Result<Config, ConfigErrors> parse_config(std::string_view toml, std::string_view file);

/// The configuration as TOML that parse_config() reads back.
std::string to_toml(const Config& config);

} // namespace chatroom
