// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <ctime>
#include <string>

namespace chatroom::bench {

/// What the kernel knows of the server's process.
class ServerProcess {
public:
    /// Process 0 is none: everything is 0. Throws std::system_error if there is no such process.
    explicit ServerProcess(int pid);

    /// User and system time of all its threads, in seconds. It includes what its sending makes the
    /// kernel do for the receivers on loopback.
    double cpu_seconds() const;

    /// The memory it has now (VmRSS), in KiB.
    std::uint64_t resident_kib() const;

private:
    int pid_;
    clockid_t clock_ = CLOCK_MONOTONIC;
};

/// The same time of our own process.
double own_cpu_seconds();

} // namespace chatroom::bench
