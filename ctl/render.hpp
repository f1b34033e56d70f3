// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "protocol/control.hpp"

#include <chrono>
#include <ctime>
#include <functional>
#include <string>

namespace chatroom {

/// What the reader's side adds to an answer.
struct Viewpoint {
    WallTime now;
    /// A time as the reader's clock on the wall shows it.
    std::function<std::tm(std::time_t)> local_time;
    /// How long the daemon took to answer.
    std::chrono::microseconds elapsed{0};
};

/// The result as lines for people, each with its line break. Nothing in it can command a terminal.
std::string render(const control::AnyAnswer& result, const Viewpoint& viewpoint);

} // namespace chatroom
