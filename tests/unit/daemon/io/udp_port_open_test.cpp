// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/io/udp_port.hpp"
#include "tests/unit/daemon/io/udp_peer.hpp"

#include <cerrno>
#include <system_error>

#include <gmock/gmock.h>
#include <sys/socket.h>

namespace {

/// Whether the kernel pretends to have been built without IPv6.
bool ipv6_is_missing = false; // NOLINT: the linker's seam has no other place.

} // namespace

extern "C" {
// The linker gives the calls of socket to the first and the C library's to the second (ld(1),
// --wrap).
int __real_socket(int family, int type, int protocol); // NOLINT

int __wrap_socket(int family, int type, int protocol) { // NOLINT
    if (ipv6_is_missing && family == AF_INET6) {
        errno = EAFNOSUPPORT;
        return -1;
    }
    return __real_socket(family, type, protocol);
}
}

namespace chatroom {
namespace {

class UdpPortOpen : public testing::Test {
protected:
    UdpPortOpen() { ipv6_is_missing = true; }
    ~UdpPortOpen() override { ipv6_is_missing = false; }
};

// Without IPv6 the port for everybody serves IPv4.
TEST_F(UdpPortOpen, ServesIpv4WhereThereIsNoIpv6) {
    const UdpPort port({parse_address("[::]:0").value()});
    const auto address = port.local_address();
    EXPECT_TRUE(address.is_ipv4());
    EXPECT_NE(address.port, 0);
}

// An IPv6 address that was asked for by name is not replaced by something else.
TEST_F(UdpPortOpen, FailsForAnIpv6AddressWhereThereIsNoIpv6) {
    EXPECT_THROW(UdpPort({parse_address("[::1]:0").value()}), std::system_error);
}

} // namespace
} // namespace chatroom
