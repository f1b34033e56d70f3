// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/file_descriptor.hpp"
#include "daemon/io/socket_address.hpp"
#include "daemon/io/source_filter.hpp"

#include <string>

#include <gtest/gtest.h>

namespace chatroom {
namespace {

/// One in so many that none comes through.
constexpr std::uint32_t none = 1U << 31U;
constexpr std::size_t datagrams_sent = 50;

/// A socket that receives on loopback, IPv4 as well, and two that send to it.
class SourceFilterTest : public ::testing::TestWithParam<const char*> {
protected:
    static FileDescriptor open(int family, const Address& address) {
        FileDescriptor socket(::socket(family, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
        const auto name = to_socket_address(address, family);
        EXPECT_EQ(::bind(socket.get(), name.get(), name.length), 0);
        return socket;
    }

    FileDescriptor open_sender() const {
        const auto address = parse_address(GetParam()).value();
        return open(address.is_ipv4() ? AF_INET : AF_INET6, address);
    }

    void send_from(const FileDescriptor& sender) const {
        auto to = parse_address(GetParam()).value();
        to.port = bound_address(receiver.get()).port;
        const auto name = to_socket_address(to, to.is_ipv4() ? AF_INET : AF_INET6);
        for (std::size_t number = 0; number < datagrams_sent; ++number) {
            EXPECT_EQ(::sendto(sender.get(), "x", 1, 0, name.get(), name.length), 1);
        }
    }

    std::size_t received() const {
        std::size_t result = 0;
        char byte = 0;
        while (::recv(receiver.get(), &byte, 1, MSG_DONTWAIT) == 1) {
            ++result;
        }
        return result;
    }

    static bool filter(const FileDescriptor& socket, std::vector<Flooder> flooders) {
        return filter_sources(socket.get(), flooders);
    }

    const FileDescriptor receiver = open(AF_INET6, Address{});
    const FileDescriptor flooder = open_sender();
    const FileDescriptor other = open_sender();
};

INSTANTIATE_TEST_SUITE_P(Loopback, SourceFilterTest, ::testing::Values("127.0.0.1:0", "[::1]:0"),
                         [](const auto& test) {
                             return std::string(test.index == 0 ? "ipv4" : "ipv6");
                         });

// The port of the sender is kept out, and no other.
TEST_P(SourceFilterTest, keeps_a_sender_out) {
    ASSERT_TRUE(filter(receiver, {{bound_address(flooder.get()), false, none}}));
    send_from(flooder);
    EXPECT_EQ(received(), 0U);
    send_from(other);
    EXPECT_EQ(received(), datagrams_sent);
}

// All ports of a network are, and no other network's.
TEST_P(SourceFilterTest, keeps_a_network_out) {
    ASSERT_TRUE(filter(receiver, {{bound_address(flooder.get()), true, none}}));
    send_from(flooder);
    send_from(other);
    EXPECT_EQ(received(), 0U);
    ASSERT_TRUE(filter(receiver, {{parse_address("10.9.8.7:1").value(), true, none},
                                  {parse_address("[2001:db8::1]:1").value(), true, none}}));
    send_from(other);
    EXPECT_EQ(received(), datagrams_sent);
}

// As many as there may be have room in one filter, and the last counts as the first does.
TEST_P(SourceFilterTest, keeps_many_senders_out) {
    std::vector<Flooder> flooders;
    while (flooders.size() < FloodMeter::max_flooders - 1) {
        auto address = parse_address("[2001:db8::1]:1").value();
        address.port = static_cast<std::uint16_t>(flooders.size() + 1);
        flooders.push_back({address, false, none});
    }
    flooders.push_back({bound_address(flooder.get()), false, none});
    ASSERT_TRUE(filter(receiver, flooders));
    ASSERT_TRUE(filter(receiver, flooders)); // One takes the other's place.
    send_from(flooder);
    EXPECT_EQ(received(), 0U);
    send_from(other);
    EXPECT_EQ(received(), datagrams_sent);
}

// One in one is everything; and nobody is kept out by no filter.
TEST_P(SourceFilterTest, lets_everybody_in_again) {
    ASSERT_TRUE(filter(receiver, {{bound_address(flooder.get()), false, 1}}));
    send_from(flooder);
    EXPECT_EQ(received(), datagrams_sent);
    ASSERT_TRUE(filter(receiver, {{bound_address(flooder.get()), false, none}}));
    ASSERT_TRUE(filter(receiver, {}));
    send_from(flooder);
    EXPECT_EQ(received(), datagrams_sent);
}

} // namespace
} // namespace chatroom
