// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "daemon/config.hpp"

#include <filesystem>
#include <optional>
#include <variant>

namespace chatroom {

/// The command line of chatroomd.
struct DaemonOptions {
    std::optional<std::filesystem::path> config;
    std::optional<Address> listen;
    std::optional<std::filesystem::path> socket;
    std::optional<std::filesystem::path> state;
    std::optional<std::filesystem::path> restore; ///< A backup, to be made the room.
    /// A room in a state directory, to be taken into the database of [cluster].
    std::optional<std::filesystem::path> import_from;
    /// A state directory, for a room of one machine made of the one there.
    std::optional<std::filesystem::path> export_to;
    bool check_config = false;
    bool print_config = false;
    bool print_avahi = false;
};

/// Nothing is to be done: help or the version was printed, or the command line is wrong and that
/// was said on standard error.
struct ExitNow {
    int code = 0;
};

std::variant<DaemonOptions, ExitNow> parse_options(int argc, const char* const* argv);

/// The configuration in force: the file's, or the built-in one where there is none, with what the
/// command line says on top. Without a file and outside a service (systemd.exec(5),
/// $STATE_DIRECTORY, $RUNTIME_DIRECTORY) the daemon belongs to the user who starts it, and so do
/// the paths.
Result<Config, ConfigErrors> load_config(const DaemonOptions& options);

} // namespace chatroom
