// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/io/packet_info.hpp"

#include <cstring>

#include <netinet/udp.h>

namespace chatroom {

namespace {

/// Adds a control message to the header, which has room for it.
template <typename Info>
void attach(msghdr& header, int level, int type, const Info& info) {
    auto* place = static_cast<char*>(header.msg_control) + header.msg_controllen;
    cmsghdr message{};
    message.cmsg_level = level;
    message.cmsg_type = type;
    message.cmsg_len = CMSG_LEN(sizeof info);
    std::memcpy(place, &message, sizeof message);
    std::memcpy(place + CMSG_LEN(0), &info, sizeof info);
    header.msg_controllen += CMSG_SPACE(sizeof info);
}

} // namespace

void PacketInfo::receive_with(msghdr& header) {
    header.msg_control = data_.data();
    header.msg_controllen = data_.size();
}

void PacketInfo::send_with(msghdr& header, const std::array<std::uint8_t, 16>& local, int family,
                           std::size_t segment_bytes) {
    data_ = {};
    header.msg_control = data_.data();
    header.msg_controllen = 0;
    if (local == std::array<std::uint8_t, 16>{}) {
        // The kernel chooses.
    } else if (family == AF_INET) {
        in_pktinfo info{};
        std::memcpy(&info.ipi_spec_dst, local.data() + 12, sizeof info.ipi_spec_dst);
        attach(header, SOL_IP, IP_PKTINFO, info);
    } else {
        in6_pktinfo info{};
        std::memcpy(&info.ipi6_addr, local.data(), local.size());
        attach(header, SOL_IPV6, IPV6_PKTINFO, info);
    }
    if (segment_bytes > 0) {
        attach(header, SOL_UDP, UDP_SEGMENT, static_cast<std::uint16_t>(segment_bytes));
    }
    if (header.msg_controllen == 0) {
        header.msg_control = nullptr;
    }
}

std::array<std::uint8_t, 16> local_ip(msghdr& header) {
    std::array<std::uint8_t, 16> ip{};
    for (auto* part = CMSG_FIRSTHDR(&header); part != nullptr; part = CMSG_NXTHDR(&header, part)) {
        if (part->cmsg_level == SOL_IP && part->cmsg_type == IP_PKTINFO) {
            in_pktinfo info{};
            std::memcpy(&info, CMSG_DATA(part), sizeof info);
            ip[10] = ip[11] = 0xff;
            std::memcpy(ip.data() + 12, &info.ipi_spec_dst, sizeof info.ipi_spec_dst);
            return ip; // ipi_spec_dst is ours even if the datagram was a broadcast.
        }
        if (part->cmsg_level == SOL_IPV6 && part->cmsg_type == IPV6_PKTINFO) {
            in6_pktinfo info{};
            std::memcpy(&info, CMSG_DATA(part), sizeof info);
            std::memcpy(ip.data(), &info.ipi6_addr, ip.size());
        }
    }
    return ip;
}

} // namespace chatroom
