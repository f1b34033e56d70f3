// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <string>

namespace chatroom {

/// "17:05", for people: without the day, as they look at it when it happens.
std::string local_time(std::chrono::system_clock::time_point time);

} // namespace chatroom
