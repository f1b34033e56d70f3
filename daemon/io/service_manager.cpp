// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/io/service_manager.hpp"

#include "base/printable.hpp"

#include <cstdint>
#include <ctime>

#include <systemd/sd-daemon.h>

namespace chatroom {

namespace {

/// systemd shows a line, and wants no more than that.
constexpr std::size_t max_status_bytes = 400;

std::string status_line(const ServiceManager::Status& status) {
    auto line = std::to_string(status.members) + (status.members == 1 ? " member" : " members");
    if (!status.trouble.empty()) {
        line += "; " + status.trouble;
    }
    return "STATUS=" + printable(line, max_status_bytes);
}

} // namespace

void ServiceManager::ready(const Status& status) {
    told_ = status;
    notify("READY=1\n" + status_line(status));
}

void ServiceManager::status(const Status& status) {
    if (status != told_) {
        told_ = status;
        notify(status_line(status));
    }
}

void ServiceManager::waits(std::chrono::seconds time, const std::string& reason) {
    // Until then, and as long as it takes to open the room.
    constexpr std::chrono::seconds to_start{90};
    const auto patience =
        std::chrono::duration_cast<std::chrono::microseconds>(time + to_start).count();
    const auto words = "starts again in " + std::to_string(time.count()) + " s" +
                       (reason.empty() ? "" : ": " + reason);
    notify("EXTEND_TIMEOUT_USEC=" + std::to_string(patience) +
           "\nSTATUS=" + printable(words, max_status_bytes));
}

void ServiceManager::reloading() {
    timespec now{};
    ::clock_gettime(CLOCK_MONOTONIC, &now);
    const auto now_us = static_cast<std::uint64_t>(now.tv_sec) * 1'000'000U +
                        static_cast<std::uint64_t>(now.tv_nsec) / 1'000U;
    notify("RELOADING=1\nMONOTONIC_USEC=" + std::to_string(now_us));
}

void ServiceManager::stopping() {
    notify("STOPPING=1");
}

std::optional<std::chrono::microseconds> ServiceManager::watchdog_interval() {
    std::uint64_t within_us = 0;
    if (::sd_watchdog_enabled(0, &within_us) <= 0) {
        return std::nullopt;
    }
    constexpr int tries = 3; // One that is late is no reason to be killed.
    return std::chrono::microseconds(within_us / tries);
}

void ServiceManager::alive() {
    notify("WATCHDOG=1");
}

bool ServiceManager::store(int socket, std::string_view name) {
    const auto named = "\nFDNAME=" + std::string(name);
    notify("FDSTOREREMOVE=1" + named);
    return ::sd_pid_notify_with_fds(0, 0, ("FDSTORE=1" + named).c_str(), &socket, 1) > 0;
}

void ServiceManager::notify(const std::string& state) {
    // The service works as well without a manager that listens.
    static_cast<void>(::sd_notify(0, state.c_str()));
}

} // namespace chatroom
