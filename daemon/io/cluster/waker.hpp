// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/file_descriptor.hpp"

#include <chrono>

namespace chatroom {

/// Wakes whoever waits for its descriptor to be readable: at once, or when some time has passed.
/// Any thread may call anything.
class Waker {
public:
    /// Throws std::runtime_error if the system has no descriptors left.
    Waker();

    void wake();

    /// After that time, unless it is told otherwise before.
    void wake_after(std::chrono::milliseconds time);
    void do_not_wake_after();

    /// What it has woken for is done: the descriptor is not readable any more.
    void clear();

    int descriptor() const { return both_.get(); }

private:
    FileDescriptor event_;
    FileDescriptor timer_;
    FileDescriptor both_;
};

} // namespace chatroom
