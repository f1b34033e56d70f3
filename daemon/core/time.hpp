// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "protocol/event.hpp"

#include <chrono>

namespace chatroom {

/// The time deadlines are measured in. It never jumps and says nothing to people.
using SteadyTime = std::chrono::steady_clock::time_point;

/// The core has no clock: whoever hands it an input says what time it is.
struct Now {
    SteadyTime steady;
    WallTime wall;
};

} // namespace chatroom
