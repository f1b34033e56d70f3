// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/io/poll_once.hpp"

#include <algorithm>

#include <poll.h>

namespace chatroom {

short poll_once(int descriptor, short events, std::chrono::milliseconds at_most) {
    pollfd waited{.fd = descriptor, .events = events, .revents = 0};
    return ::poll(&waited, 1, static_cast<int>(at_most.count())) > 0 ? waited.revents : short{0};
}

bool is_readable_before(std::chrono::steady_clock::time_point time, int descriptor) {
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(time - std::chrono::steady_clock::now());
    return poll_once(descriptor, POLLIN, std::max(left, std::chrono::milliseconds(0))) != 0;
}

} // namespace chatroom
