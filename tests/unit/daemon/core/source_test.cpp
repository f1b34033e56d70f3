// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/core/source.hpp"

#include <gtest/gtest.h>

namespace chatroom {
namespace {

Address parsed(std::string_view text) {
    return parse_address(text).value();
}

// Of IPv6 a network is what one user has; an IPv4 address is one.
TEST(Source, is_a_network) {
    EXPECT_EQ(Source::of_network(parsed("[2001:db8::1]:1")),
              Source::of_network(parsed("[2001:db8::ffff:1]:2")));
    EXPECT_NE(Source::of_network(parsed("[2001:db8::1]:1")),
              Source::of_network(parsed("[2001:db8:0:1::1]:1")));
    const auto ann = Source::of_network(parsed("10.0.0.1:1"));
    EXPECT_EQ(ann, Source::of_network(parsed("10.0.0.1:2")));
    EXPECT_NE(ann, Source::of_network(parsed("10.0.0.2:1")));
}

// A member of one door is not that of another with the same number, nor is it a network.
TEST(Source, is_a_member) {
    const auto member = Source::of_member(DoorKind::classic, {7});
    EXPECT_EQ(member, Source::of_member(DoorKind::classic, {7}));
    EXPECT_NE(member, Source::of_member(DoorKind::classic, {8}));
    EXPECT_NE(member, Source::of_member(DoorKind::sealed, {7}));
}

} // namespace
} // namespace chatroom
