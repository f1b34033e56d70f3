// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace chatroom {

/// What systemd is told of the service (sd_notify(3)). Without systemd nothing happens.
class ServiceManager {
public:
    /// The room as "systemctl status" shows it.
    struct Status {
        std::size_t members = 0;
        std::string trouble{}; ///< What is wrong, the worst first; empty if nothing is.
        bool operator==(const Status&) const = default;
    };

    /// The room is open.
    void ready(const Status& status);

    /// The status, when it has changed.
    void status(const Status& status);

    /// The room is not open yet, for a reason, and will not be for so long.
    void waits(std::chrono::seconds time, const std::string& reason);

    /// A reload begins; ready() ends it.
    void reloading();

    void stopping();

    /// How often alive() is to be called; nothing if nobody waits for it.
    static std::optional<std::chrono::microseconds> watchdog_interval();

    /// The service does what it is for.
    void alive();

    /// Keeps a socket for the next daemon, in the place of what has that name, if the unit lets it
    /// (FileDescriptorStoreMax). It stays ours, too. Whether there is a service manager.
    bool store(int socket, std::string_view name);

private:
    void notify(const std::string& state);

    Status told_;
};

} // namespace chatroom
