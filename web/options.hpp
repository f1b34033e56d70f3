// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "web/config.hpp"

#include <filesystem>
#include <optional>
#include <variant>

namespace chatroom {

/// The command line of chatroom-web.
struct WebOptions {
    std::optional<std::filesystem::path> config;
    std::optional<Address> listen;
    std::optional<std::string> room;
    bool check_config = false;
};

/// Nothing is to be done: what there was to say has been said.
struct ExitWith {
    int code = 0;
};

std::variant<WebOptions, ExitWith> parse_web_options(int argc, const char* const* argv);

/// The configuration in force: the file's, or the built-in one, with what the command line says on
/// top.
Result<WebConfig, WebConfigErrors> load_web_config(const WebOptions& options);

} // namespace chatroom
