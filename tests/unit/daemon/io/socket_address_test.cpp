// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/io/socket_address.hpp"

#include <system_error>

#include <gtest/gtest.h>

namespace chatroom {
namespace {

Address address(std::string_view text) {
    return parse_address(text).value();
}

// Every address comes back from the kernel's form, IPv6 ones with their interface.
TEST(SocketAddress, RoundTripInIpv6) {
    for (const auto* text : {"[::]:0", "[::1]:8888", "[fe80::1%2]:65535", "192.168.1.7:40123"}) {
        const auto kernel = to_socket_address(address(text), AF_INET6);
        EXPECT_EQ(kernel.get()->sa_family, AF_INET6);
        EXPECT_EQ(kernel.length, sizeof(sockaddr_in6));
        EXPECT_EQ(from_socket_address(kernel.storage), address(text)) << text;
    }
}

// An IPv4 address is the same member, whichever socket it came from.
TEST(SocketAddress, RoundTripInIpv4) {
    for (const auto* text : {"0.0.0.0:0", "192.168.1.7:40123", "255.255.255.255:65535"}) {
        const auto kernel = to_socket_address(address(text), AF_INET);
        EXPECT_EQ(kernel.get()->sa_family, AF_INET);
        EXPECT_EQ(kernel.length, sizeof(sockaddr_in));
        EXPECT_EQ(from_socket_address(kernel.storage), address(text)) << text;
    }
}

// The port is in the order of the network.
TEST(SocketAddress, PortOrder) {
    const auto kernel = to_socket_address(address("127.0.0.1:258"), AF_INET);
    EXPECT_EQ(reinterpret_cast<const sockaddr_in*>(kernel.get())->sin_port, htons(258));
}

// An address of no family that we know is nobody's.
TEST(SocketAddress, OtherFamilies) {
    sockaddr_storage storage{};
    storage.ss_family = AF_UNIX;
    EXPECT_EQ(from_socket_address(storage), Address{});
}

// A descriptor that is no socket is bound nowhere.
TEST(SocketAddress, IsNoneOfWhatIsNoSocket) {
    EXPECT_THROW(bound_address(-1), std::system_error);
}

} // namespace
} // namespace chatroom
