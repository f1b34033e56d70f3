// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/io/socket_address.hpp"
#include "daemon/io/udp_errors.hpp"
#include "tests/unit/daemon/io/udp_peer.hpp"

#include <cerrno>

#include <gmock/gmock.h>
#include <poll.h>

namespace chatroom {
namespace {

using testing::IsEmpty;

/// An unbound socket that asks for the kernel's reports, as the chat port does.
FileDescriptor reporting_socket(int family) {
    FileDescriptor socket(::socket(family, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    const int on = 1;
    EXPECT_EQ(::setsockopt(socket.get(), SOL_IP, IP_RECVERR, &on, sizeof on), 0);
    if (family == AF_INET6) {
        EXPECT_EQ(::setsockopt(socket.get(), SOL_IPV6, IPV6_RECVERR, &on, sizeof on), 0);
    }
    return socket;
}

struct Case {
    const char* description;
    int family;
    const char* peer;
};

void PrintTo(const Case& tested, std::ostream* out) {
    *out << tested.description;
}

class UdpErrorsOf : public testing::TestWithParam<Case> {};

// A closed port on loopback is reported with its address, once for each datagram.
TEST_P(UdpErrorsOf, ClosedPort) {
    const auto socket = reporting_socket(GetParam().family);
    UdpPeer dead(GetParam().peer);
    dead.die();
    const auto to = to_socket_address(dead.address(), GetParam().family);
    for (int round = 0; round < 2; ++round) {
        ASSERT_EQ(::sendto(socket.get(), "x", 1, 0, to.get(), to.length), 1);
        ASSERT_TRUE(await(socket.get(), POLLIN));
        const auto errors = read_udp_errors(socket.get());
        EXPECT_EQ(errors.reports, 1U);
        ASSERT_EQ(errors.failures.size(), 1U);
        EXPECT_EQ(errors.failures.front().address, dead.address());
        EXPECT_TRUE(errors.failures.front().port_closed);
        EXPECT_EQ(errors.failures.front().quoted, "x");
    }
}

INSTANTIATE_TEST_SUITE_P(Families, UdpErrorsOf,
                         testing::Values(Case{"ipv4", AF_INET, "127.0.0.1"},
                                         Case{"ipv6", AF_INET6, "::1"},
                                         Case{"mapped", AF_INET6, "127.0.0.1"}),
                         [](const auto& tested) { return tested.param.description; });

// A socket without errors has none, and neither has one whose errors were read.
TEST(UdpErrors, EmptyQueue) {
    const auto socket = reporting_socket(AF_INET6);
    const auto errors = read_udp_errors(socket.get());
    EXPECT_EQ(errors.reports, 0U);
    EXPECT_THAT(errors.failures, IsEmpty());
}

// A datagram that is too long for a link says nothing about whether its address is reached.
TEST(UdpErrors, TooLongIsNotUnreachable) {
    const auto socket = reporting_socket(AF_INET);
    const int always = IP_PMTUDISC_DO;
    ASSERT_EQ(::setsockopt(socket.get(), SOL_IP, IP_MTU_DISCOVER, &always, sizeof always), 0);
    UdpPeer peer("127.0.0.1");
    const auto to = to_socket_address(peer.address(), AF_INET);
    const std::string datagram(65'530, 'x');
    EXPECT_LT(::sendto(socket.get(), datagram.data(), datagram.size(), 0, to.get(), to.length), 0);
    EXPECT_THAT(read_udp_errors(socket.get()).failures, IsEmpty());
}

// Only the errors that a datagram itself never meets are always somebody else's.
TEST(UdpErrors, NeverImmediate) {
    EXPECT_TRUE(is_never_immediate(ECONNREFUSED));
    EXPECT_TRUE(is_never_immediate(EINTR));
    EXPECT_FALSE(is_never_immediate(ENETUNREACH));
    EXPECT_FALSE(is_never_immediate(EMSGSIZE));
}

} // namespace
} // namespace chatroom
