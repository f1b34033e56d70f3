// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/io/socket_address.hpp"

#include <cerrno>
#include <cstring>
#include <system_error>

namespace chatroom {

SocketAddress to_socket_address(const Address& address, int family) {
    SocketAddress result;
    if (family == AF_INET) {
        sockaddr_in ipv4{};
        ipv4.sin_family = AF_INET;
        ipv4.sin_port = htons(address.port);
        std::memcpy(&ipv4.sin_addr, address.ip.data() + 12, sizeof ipv4.sin_addr);
        std::memcpy(&result.storage, &ipv4, sizeof ipv4);
        result.length = sizeof ipv4;
        return result;
    }
    sockaddr_in6 ipv6{};
    ipv6.sin6_family = AF_INET6;
    ipv6.sin6_port = htons(address.port);
    ipv6.sin6_scope_id = address.scope;
    std::memcpy(&ipv6.sin6_addr, address.ip.data(), sizeof ipv6.sin6_addr);
    std::memcpy(&result.storage, &ipv6, sizeof ipv6);
    result.length = sizeof ipv6;
    return result;
}

Address from_socket_address(const sockaddr_storage& storage) {
    Address address;
    if (storage.ss_family == AF_INET) {
        sockaddr_in ipv4{};
        std::memcpy(&ipv4, &storage, sizeof ipv4);
        address.ip[10] = 0xff;
        address.ip[11] = 0xff;
        std::memcpy(address.ip.data() + 12, &ipv4.sin_addr, sizeof ipv4.sin_addr);
        address.port = ntohs(ipv4.sin_port);
    } else if (storage.ss_family == AF_INET6) {
        sockaddr_in6 ipv6{};
        std::memcpy(&ipv6, &storage, sizeof ipv6);
        std::memcpy(address.ip.data(), &ipv6.sin6_addr, sizeof ipv6.sin6_addr);
        address.port = ntohs(ipv6.sin6_port);
        address.scope = ipv6.sin6_scope_id;
    }
    return address;
}

Address bound_address(int socket) {
    sockaddr_storage storage{};
    socklen_t length = sizeof storage;
    if (::getsockname(socket, reinterpret_cast<sockaddr*>(&storage), &length) != 0) {
        throw std::system_error(errno, std::generic_category(), "getsockname");
    }
    return from_socket_address(storage);
}

} // namespace chatroom
