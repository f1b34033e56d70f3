// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/io/service_manager.hpp"

#include <cstdint>
#include <ctime>

#include <systemd/sd-daemon.h>

namespace chatroom {

namespace {

std::string status_line(std::size_t members) {
    return "STATUS=" + std::to_string(members) + (members == 1 ? " member" : " members");
}

} // namespace

void ServiceManager::ready(std::size_t members) {
    told_members_ = members;
    notify("READY=1\n" + status_line(members));
}

void ServiceManager::status(std::size_t members) {
    if (members != told_members_) {
        told_members_ = members;
        notify(status_line(members));
    }
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

void ServiceManager::notify(const std::string& state) {
    // The service works as well without a manager that listens.
    static_cast<void>(::sd_notify(0, state.c_str()));
}

} // namespace chatroom
