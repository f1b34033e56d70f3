// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "daemon/core/flood_meter.hpp"

#include <span>

namespace chatroom {

/// Lets the kernel drop what these senders send to the UDP socket, but for one in so many, before
/// it takes room in the receive buffer (SO_ATTACH_FILTER, socket(7); bpf(2) is not needed, nor any
/// privilege). None: nothing is dropped any more. Returns of how many it does, of the first ones:
/// the kernel grants a socket little memory for it.
std::size_t filter_sources(int socket, std::span<const Flooder> flooders);

} // namespace chatroom
