// SPDX-License-Identifier: GPL-3.0-or-later
// Whose word counts for where somebody comes from.
#include "daemon/core/gateways.hpp"

#include <gtest/gtest.h>

namespace chatroom {
namespace {

std::optional<Address> believed(const char* gateway, const char* sender, const char* said) {
    return believed_origin({AddressRange::parse(gateway).value()}, parse_address(sender).value(),
                           parse_ip(said).value());
}

// What a gateway in a network that is believed says is where somebody comes from.
TEST(Gateways, are_believed) {
    EXPECT_EQ(believed("10.0.0.0/24", "10.0.0.9:1", "192.0.2.1"), parse_address("192.0.2.1:0"));
    EXPECT_EQ(believed("fd00::/8", "[fd00::1]:1", "2001:db8::7"), parse_address("[2001:db8::7]:0"));
}

// Nobody else is.
TEST(Gateways, alone_are_believed) {
    EXPECT_EQ(believed("10.0.0.0/24", "10.0.1.9:1", "192.0.2.1"), std::nullopt);
    EXPECT_EQ(
        believed_origin({}, parse_address("127.0.0.1:1").value(), parse_ip("192.0.2.1").value()),
        std::nullopt);
}

// Nobody comes from this machine but over loopback.
TEST(Gateways, do_not_make_anybody_local) {
    EXPECT_EQ(believed("10.0.0.9", "10.0.0.9:1", "127.0.0.1"), std::nullopt);
    EXPECT_EQ(believed("10.0.0.9", "10.0.0.9:1", "::1"), std::nullopt);
    EXPECT_EQ(believed("127.0.0.1", "127.0.0.1:1", "127.0.0.1"), parse_address("127.0.0.1:0"));
}

} // namespace
} // namespace chatroom
