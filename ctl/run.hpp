// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/user_paths.hpp"

#include <ostream>
#include <string>
#include <vector>

namespace chatroom {

/// What chatroomctl tells the shell.
enum class ExitCode {
    done = 0,
    failed = 1, ///< Refused by the daemon, or broken on the way.
    usage = 2,
    not_running = 3,
    permission_denied = 4, ///< To connect, or to change something.
    timed_out = 5,
};

/// The whole of chatroomctl: understands the arguments that follow the program's name, asks the
/// daemon, and prints the answer to out and messages to err.
ExitCode run(const std::vector<std::string>& arguments, const Environment& environment,
             std::ostream& out, std::ostream& err);

} // namespace chatroom
