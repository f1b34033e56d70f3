// SPDX-License-Identifier: GPL-3.0-or-later
// Loaded before a program's libraries it sets the program's calendar forward by SIEGE_LATER_S
// seconds, so that what happens after a day can be seen today. No program should believe a clock
// that was set, so a little after the start all its clocks go on by some hours together, as they
// do when a machine has slept.
#include <cstdlib>
#include <ctime>

#include <sys/syscall.h>
#include <unistd.h>

namespace {

constexpr time_t sleeps_after_s = 2;
constexpr time_t sleeps_s = 4 * 3600;

int real_time_of(clockid_t clock, timespec* time) noexcept {
    return static_cast<int>(::syscall(SYS_clock_gettime, clock, time));
}

bool has_slept() noexcept {
    static const time_t begin = [] {
        timespec now{};
        real_time_of(CLOCK_MONOTONIC, &now);
        return now.tv_sec;
    }();
    timespec now{};
    real_time_of(CLOCK_MONOTONIC, &now);
    return now.tv_sec >= begin + sleeps_after_s;
}

} // namespace

extern "C" int clock_gettime(clockid_t clock, timespec* time) noexcept {
    const auto outcome = real_time_of(clock, time);
    const char* later = ::getenv("SIEGE_LATER_S");
    if (outcome != 0 || later == nullptr) {
        return outcome;
    }
    if (clock == CLOCK_REALTIME) {
        time->tv_sec += std::atol(later);
    }
    if ((clock == CLOCK_REALTIME || clock == CLOCK_MONOTONIC) && has_slept()) {
        time->tv_sec += sleeps_s;
    }
    return outcome;
}
