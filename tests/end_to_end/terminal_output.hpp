// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/end_to_end/child_process.hpp"

#include <array>
#include <chrono>
#include <stdexcept>
#include <string>
#include <string_view>

#include <poll.h>
#include <unistd.h>

namespace chatroom::end_to_end {

/// Reads what the terminal shows, and adds it to what it has shown, until the words are there.
/// Throws after `patience`, or when the terminal is gone.
inline void wait_for_words(int terminal, std::string& shown, std::string_view words) {
    while (shown.find(words) == std::string::npos) {
        pollfd readable{.fd = terminal, .events = POLLIN, .revents = 0};
        const auto limit = std::chrono::milliseconds(patience).count();
        std::array<char, 4096> buffer{};
        const auto size = ::poll(&readable, 1, static_cast<int>(limit)) == 1
                              ? ::read(terminal, buffer.data(), buffer.size())
                              : -1;
        if (size <= 0) {
            throw std::runtime_error("the terminal only shows: " + shown);
        }
        shown.append(buffer.data(), static_cast<std::size_t>(size));
    }
}

} // namespace chatroom::end_to_end
