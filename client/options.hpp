// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/core/chat_screen.hpp"
#include "client/core/exit_code.hpp"
#include "client/core/server_address.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <variant>

namespace chatroom {

/// What the command line asks for.
struct ClientOptions {
    ServerAddress server;
    std::optional<std::string> name;
    bool is_classic = false;
    std::optional<std::filesystem::path> identity;
    std::optional<std::string> fingerprint; ///< It has the form of one.
    std::optional<std::filesystem::path> passphrase_file;
    Times times = Times::hour;
    ColourChoice colours = ColourChoice::automatic;
    Attention attention = Attention::bell;

    bool operator==(const ClientOptions&) const = default;
};

/// Reads the command line. If there is nothing left to do (it asks for help, or is wrong) what
/// there is to say has been said, and the result is how to end.
std::variant<ClientOptions, ExitCode> parse_options(int argc, const char* const* argv);

} // namespace chatroom
