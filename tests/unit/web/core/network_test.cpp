// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocol/address_range.hpp"
#include "web/core/network.hpp"

#include <vector>

#include <gtest/gtest.h>

// Whom a request comes from is what a proxy that is believed says, and nobody else.
namespace chatroom {
namespace {

std::string client(std::string_view peer, std::string_view forwarded_for) {
    static const std::vector<AddressRange> proxies{AddressRange::parse("127.0.0.1").value(),
                                                   AddressRange::parse("10.1.0.0/16").value()};
    return ip_to_string(client_address(parse_address(peer).value(), forwarded_for, proxies).ip);
}

TEST(ClientAddress, IsThePeerWhoIsNoProxy) {
    EXPECT_EQ(client("192.0.2.7:1", ""), "192.0.2.7");
    EXPECT_EQ(client("192.0.2.7:1", "198.51.100.1"), "192.0.2.7");
}

TEST(ClientAddress, IsTheLastOneThatIsNoProxy) {
    EXPECT_EQ(client("127.0.0.1:1", "198.51.100.1"), "198.51.100.1");
    EXPECT_EQ(client("127.0.0.1:1", "203.0.113.5, 198.51.100.1"), "198.51.100.1");
    EXPECT_EQ(client("127.0.0.1:1", "203.0.113.5, 198.51.100.1 ,10.1.2.3"), "198.51.100.1");
    EXPECT_EQ(client("127.0.0.1:1", "10.1.2.3"), "10.1.2.3");
}

TEST(ClientAddress, MayHaveAPortOrBrackets) {
    EXPECT_EQ(client("127.0.0.1:1", "198.51.100.1:4711"), "198.51.100.1");
    EXPECT_EQ(client("127.0.0.1:1", "[2001:db8::1]:4711"), "2001:db8::1");
    EXPECT_EQ(client("127.0.0.1:1", "[2001:db8::1]"), "2001:db8::1");
    EXPECT_EQ(client("127.0.0.1:1", "2001:db8::1"), "2001:db8::1");
}

TEST(ClientAddress, EndsAtWhatIsNoAddress) {
    EXPECT_EQ(client("127.0.0.1:1", "unknown"), "127.0.0.1");
    EXPECT_EQ(client("127.0.0.1:1", "198.51.100.1, ,10.1.2.3"), "10.1.2.3");
    EXPECT_EQ(client("127.0.0.1:1", ","), "127.0.0.1");
}

TEST(NetworkOf, IsTheAddressOrSixtyFourBits) {
    EXPECT_EQ(network_of(parse_address("192.0.2.7:5").value()), "192.0.2.7/32");
    EXPECT_EQ(network_of(parse_address("[2001:db8:1:2:3::4]:5").value()), "2001:db8:1:2::/64");
}

} // namespace
} // namespace chatroom
