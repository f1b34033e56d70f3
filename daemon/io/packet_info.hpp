// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include <netinet/in.h>
#include <sys/socket.h>

namespace chatroom {

/// The control data of one message: which of our own addresses it came to or is to come from
/// (ip(7), IP_PKTINFO; RFC 3542, section 6), and what datagrams it is cut into. A machine with
/// several addresses must answer from the one that was asked: others do not get through to a
/// connected socket or back through a NAT.
class PacketInfo {
public:
    /// Lets the header, which this must outlive, receive the control data.
    void receive_with(msghdr& header);

    /// Lets the header, which this must outlive, send from the address on a socket of the family.
    /// The unspecified address leaves the choice to the kernel. Unless segment_bytes is 0 the
    /// message is cut into datagrams of that size (udp(7), UDP_SEGMENT).
    void send_with(msghdr& header, const std::array<std::uint8_t, 16>& local, int family,
                   std::size_t segment_bytes = 0);

private:
    alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(in6_pktinfo)) +
                                          CMSG_SPACE(sizeof(std::uint16_t))> data_{};
};

/// Which of our own addresses the received datagram came to, IPv4-mapped if it is an IPv4 one;
/// the unspecified address if the control data does not say.
std::array<std::uint8_t, 16> local_ip(msghdr& header);

} // namespace chatroom
