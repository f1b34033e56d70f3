// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "daemon/core/room.hpp"

#include <cstddef>
#include <vector>

namespace chatroom {

struct UdpErrors {
    std::size_t reports = 0;               ///< How many the kernel had.
    std::vector<DeliveryFailure> failures; ///< Those that say that an address is not reached.
};

/// Empties the error queue of a UDP socket with IP_RECVERR or IPV6_RECVERR (ip(7), ipv6(7)): which
/// datagrams sent earlier met an ICMP error.
UdpErrors read_udp_errors(int socket);

/// Whether the socket's buffer is full, or empty.
bool is_full(int error);

/// Whether the kernel is out of memory or queue. With IP_RECVERR it says so when a queue on the way
/// out is full; otherwise it would drop the datagram in silence.
bool is_exhausted(int error);

/// Whether sending never fails with this error because of the datagram at hand: only an ICMP
/// message about an earlier one brings it.
bool is_never_immediate(int error);

} // namespace chatroom
