// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "daemon/config.hpp"

#include <string>

namespace chatroom {

/// A file for /etc/avahi/services (avahi.service(5)) that tells the LAN of the room, as
/// _chatroom._udp (RFC 6763).
std::string avahi_service(const Config& config);

} // namespace chatroom
