// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "daemon/config.hpp"

#include <optional>
#include <string>

namespace chatroom {

/// What a drop-in of a socket unit says (systemd.socket(5)), so that systemd opens what the
/// configuration names. `control` is where the control socket is, which for one of several rooms
/// the configuration does not decide. Nothing if the port is 0: then only the daemon can choose it.
std::optional<std::string> socket_drop_in(const Config& config,
                                          const std::filesystem::path& control);

/// What a drop-in of the service says so that it reaches its database (systemd.exec(5)); nothing if
/// it has none.
std::optional<std::string> service_drop_in(const Config& config);

} // namespace chatroom
