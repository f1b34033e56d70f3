// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/user_paths.hpp"
#include "protocol/control.hpp"

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace chatroom {

/// What the command line asks for.
struct Command {
    std::filesystem::path socket; ///< Of --socket or --room; empty if neither is given.
    bool json = false;
    std::chrono::milliseconds timeout{5000}; ///< For each answer; at least 1 ms.
    control::Request request;
    /// The text of the request that is to be what standard input has; null if none is.
    const control::Field* input = nullptr;
    /// It is the fingerprint for a link to the room, which others reach by that host; empty: that
    /// is to be found out.
    std::optional<std::string> invites_to{};

    bool operator==(const Command&) const = default;
};

/// The command line asks for --help, --version or, for the shell's completion, --complete.
struct Information {
    std::string text; ///< With its line breaks.

    bool operator==(const Information&) const = default;
};

/// The command line asks which rooms this machine's service has.
struct RoomsWanted {
    bool json = false;
    std::chrono::milliseconds timeout{5000}; ///< For each room.

    bool operator==(const RoomsWanted&) const = default;
};

/// The command line cannot be understood.
struct UsageError {
    std::string message; ///< One line, safe on a terminal, that says what to do instead.
    bool json = false;   ///< Whether it asks for JSON, whatever else it asks for.

    bool operator==(const UsageError&) const = default;
};

/// Understands the arguments that follow the program's name; times in them are seen from now.
///
/// The answer to --complete is for a script, one line each: "option SCOPE NAME [VALUE [WORD]]",
/// where the scope is a verb or "-" for in front of it and the value is what follows the option
/// (PATH: a file); "verb NAME [WORD…]", where each word is the verb that lists what can stand
/// there, "=show,check" if it is one of these, or "-"; "help NAME TEXT", which says what a verb
/// does.
std::variant<Command, RoomsWanted, Information, UsageError>
parse_arguments(std::vector<std::string> arguments, WallTime now);

/// Where the daemon may be found: at the path given; else at CHATROOM_SOCKET; else at
/// the socket of the user's own daemon, if that file exists, and then at the service's. At least
/// one, in the order in which to try.
std::vector<std::filesystem::path> control_sockets(const std::filesystem::path& given,
                                                   const Environment& environment);

} // namespace chatroom
