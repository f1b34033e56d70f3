// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/fragmentation.hpp"

#include <netinet/in.h>
#include <sys/socket.h>

namespace chatroom {

void let_routers_cut(int socket) {
    constexpr int value = IP_PMTUDISC_OMIT;
    ::setsockopt(socket, IPPROTO_IP, IP_MTU_DISCOVER, &value, sizeof value);
}

} // namespace chatroom
