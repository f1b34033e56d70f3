// SPDX-License-Identifier: GPL-3.0-or-later
#include "web/core/connection_places.hpp"

#include <gtest/gtest.h>

// One network takes no more than its places, and all together no more than there are.
namespace chatroom {
namespace {

Address from(std::string_view text) {
    return parse_address(text).value();
}

TEST(ConnectionPlaces, EndAtTheLimitOfANetwork) {
    ConnectionPlaces places(10, 2);
    EXPECT_TRUE(places.take(from("10.0.0.1:1")));
    EXPECT_TRUE(places.take(from("10.0.0.1:2")));
    EXPECT_FALSE(places.take(from("10.0.0.1:3")));
    EXPECT_TRUE(places.take(from("10.0.0.2:1")));
    places.give_back(from("10.0.0.1:9"));
    EXPECT_TRUE(places.take(from("10.0.0.1:3")));
}

TEST(ConnectionPlaces, CountSixtyFourBitsOfIpv6AsOne) {
    ConnectionPlaces places(10, 1);
    EXPECT_TRUE(places.take(from("[2001:db8::1]:1")));
    EXPECT_FALSE(places.take(from("[2001:db8::2:2]:1")));
    EXPECT_TRUE(places.take(from("[2001:db8:0:1::1]:1")));
}

TEST(ConnectionPlaces, EndAtTheLimitOfAll) {
    ConnectionPlaces places(2, 2);
    EXPECT_TRUE(places.take(from("10.0.0.1:1")));
    EXPECT_TRUE(places.take(from("10.0.0.2:1")));
    EXPECT_FALSE(places.take(from("10.0.0.3:1")));
    places.give_back(from("10.0.0.2:1"));
    EXPECT_TRUE(places.take(from("10.0.0.3:1")));
    // What nobody has taken cannot be given back.
    places.give_back(from("10.0.0.9:1"));
    EXPECT_FALSE(places.take(from("10.0.0.4:1")));
}

} // namespace
} // namespace chatroom
