// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "protocol/address.hpp"

#include <netinet/in.h>
#include <sys/socket.h>

namespace chatroom {

/// An Address in the kernel's form.
struct SocketAddress {
    sockaddr_storage storage{};
    socklen_t length = 0;

    const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&storage); }
};

/// For a socket of the family AF_INET6, which takes IPv4-mapped addresses too, or of AF_INET, for
/// which the address must be an IPv4 one.
SocketAddress to_socket_address(const Address& address, int family);

/// From an address of the family AF_INET or AF_INET6; any other gives the unspecified address.
Address from_socket_address(const sockaddr_storage& storage);

/// Where the socket is bound. Throws std::system_error if it is none.
Address bound_address(int socket);

} // namespace chatroom
