// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/fragmentation.hpp"

#include <netinet/in.h>
#include <sys/socket.h>

namespace chatroom {

/// Elsewhere than on Linux datagrams may be cut unless somebody wants otherwise.
void let_routers_cut([[maybe_unused]] int socket) {
#ifdef IP_PMTUDISC_OMIT
    constexpr int value = IP_PMTUDISC_OMIT;
    ::setsockopt(socket, IPPROTO_IP, IP_MTU_DISCOVER, &value, sizeof value);
#endif
}

} // namespace chatroom
