// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "daemon/core/time.hpp"

#include <stdexcept>
#include <string>

namespace chatroom::simulation {

/// The time of both sides; it passes only when the simulation says so.
using Time = SteadyTime;
using Duration = SteadyTime::duration;

/// Something that must never happen has happened.
struct Violation : std::runtime_error {
    using std::runtime_error::runtime_error;
};

[[noreturn]] inline void fail(const std::string& what) {
    throw Violation(what);
}

/// What must hold at this point.
inline void require(bool holds, const char* otherwise) {
    if (!holds) {
        fail(otherwise);
    }
}

} // namespace chatroom::simulation
