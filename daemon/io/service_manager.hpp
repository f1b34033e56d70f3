// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string>

namespace chatroom {

/// What systemd is told of the service (sd_notify(3)). Without systemd nothing happens.
class ServiceManager {
public:
    /// The room is open.
    void ready(std::size_t members);

    /// The number of members, when it has changed.
    void status(std::size_t members);

    /// A reload begins; ready() ends it.
    void reloading();

    void stopping();

private:
    void notify(const std::string& state);

    std::size_t told_members_ = 0;
};

} // namespace chatroom
