// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/user_paths.hpp"

#include <istream>
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

/// Where chatroomctl reads and writes.
struct Streams {
    std::istream& in;
    std::ostream& out; ///< Answers.
    std::ostream& err; ///< Messages.
};

/// The whole of chatroomctl: understands the arguments that follow the program's name, asks the
/// daemon, and prints the answer.
ExitCode run(const std::vector<std::string>& arguments, const Environment& environment,
             const Streams& streams);

} // namespace chatroom
