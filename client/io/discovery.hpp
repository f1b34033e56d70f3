// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/core/found_rooms.hpp"

#include <chrono>
#include <cstdint>

namespace chatroom {

/// Whether a room of the sealed protocol answers at that port of this machine.
bool is_room_here(std::uint16_t port, std::chrono::milliseconds patience);

/// The rooms of which Avahi knows on the LAN (DNS-SD, _chatroom._udp); none where there is no
/// avahi-browse, or if it takes longer.
FoundRooms browse_lan(std::chrono::milliseconds patience);

} // namespace chatroom
