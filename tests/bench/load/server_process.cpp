// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/load/server_process.hpp"

#include <cerrno>
#include <fstream>
#include <system_error>

namespace chatroom::bench {

namespace {

double read(clockid_t clock) {
    timespec time{};
    if (::clock_gettime(clock, &time) != 0) {
        throw std::system_error(errno, std::generic_category(), "the server's CPU time");
    }
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
}

} // namespace

ServerProcess::ServerProcess(int pid) : pid_(pid) {
    // The sum that /proc/PID/stat shows in hundredths of a second, in nanoseconds.
    if (const int error = pid == 0 ? 0 : ::clock_getcpuclockid(pid, &clock_)) {
        throw std::system_error(error, std::generic_category(), "the server's CPU time");
    }
}

double ServerProcess::cpu_seconds() const {
    return pid_ == 0 ? 0 : read(clock_);
}

std::uint64_t ServerProcess::resident_kib() const {
    std::ifstream status("/proc/" + std::to_string(pid_) + "/status");
    for (std::string word; pid_ != 0 && status >> word;) {
        std::uint64_t kib = 0;
        if (word == "VmRSS:" && status >> kib) {
            return kib;
        }
    }
    return 0;
}

double own_cpu_seconds() {
    return read(CLOCK_PROCESS_CPUTIME_ID);
}

} // namespace chatroom::bench
