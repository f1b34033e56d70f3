// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include <poll.h>
#include <unistd.h>

namespace chatroom::siege {

/// What whoever started this program wants of it now: lines on standard input, the end of which
/// means "stop".
class Commands {
public:
    /// The next one, if it comes within that time.
    std::optional<std::string> next(std::chrono::milliseconds patience) {
        for (;;) {
            if (const auto end = read_.find('\n'); end != std::string::npos) {
                const auto line = read_.substr(0, end);
                read_.erase(0, end + 1);
                return line;
            }
            pollfd waiting{STDIN_FILENO, POLLIN, 0};
            if (::poll(&waiting, 1, static_cast<int>(patience.count())) <= 0) {
                return std::nullopt;
            }
            char bytes[256];
            const auto count = ::read(STDIN_FILENO, bytes, sizeof bytes);
            if (count <= 0) {
                return "stop";
            }
            read_.append(bytes, static_cast<std::size_t>(count));
        }
    }

private:
    std::string read_;
};

} // namespace chatroom::siege
