// SPDX-License-Identifier: GPL-3.0-or-later
#include "web/io/log.hpp"

#include "base/printable.hpp"

#include <cstdlib>
#include <string>

#include <poll.h>
#include <unistd.h>

namespace chatroom {

void log_line(LogLevel level, std::string_view text) {
    static const bool is_journal = std::getenv("JOURNAL_STREAM") != nullptr;
    std::string line = is_journal ? "<" + std::to_string(static_cast<int>(level)) + ">" : "";
    line += printable(text);
    line += '\n';
    pollfd ready{STDERR_FILENO, POLLOUT, 0};
    if (::poll(&ready, 1, 0) == 1) {
        static_cast<void>(!::write(STDERR_FILENO, line.data(), line.size()));
    }
}

} // namespace chatroom
