// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/io/local_time.hpp"

#include <array>
#include <ctime>

namespace chatroom {

std::string local_time(std::chrono::system_clock::time_point time) {
    const auto seconds = std::chrono::system_clock::to_time_t(time);
    std::tm local{};
    ::localtime_r(&seconds, &local);
    std::array<char, 16> text{};
    return {text.data(), std::strftime(text.data(), text.size(), "%H:%M", &local)};
}

} // namespace chatroom
