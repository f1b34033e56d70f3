// SPDX-License-Identifier: GPL-3.0-or-later
// Where the room is, in every form in which people write it.
#include "client/core/server_address.hpp"

#include <gtest/gtest.h>

namespace chatroom {

namespace {

TEST(ServerAddressTest, IsTheLocalRoomUnlessSaidOtherwise) {
    EXPECT_EQ(to_string(ServerAddress{}), "127.0.0.1:8888");
}

TEST(ServerAddressTest, ReadsEachForm) {
    using Address = ServerAddress;
    EXPECT_EQ(parse_server_address("chat.example"), (Address{"chat.example", 8888}));
    EXPECT_EQ(parse_server_address("chat.example:1"), (Address{"chat.example", 1}));
    EXPECT_EQ(parse_server_address("192.0.2.1:65535"), (Address{"192.0.2.1", 65535}));
    EXPECT_EQ(parse_server_address("::1"), (Address{"::1", 8888}));
    EXPECT_EQ(parse_server_address("fe80::1%eth0"), (Address{"fe80::1%eth0", 8888}));
    EXPECT_EQ(parse_server_address("[::1]"), (Address{"::1", 8888}));
    EXPECT_EQ(parse_server_address("[fe80::1%2]:9000"), (Address{"fe80::1%2", 9000}));
}

TEST(ServerAddressTest, RefusesWhatIsNoAddress) {
    for (const std::string_view text :
         {"", ":8888", "host:", "host:0", "host:65536", "host:-1", "host: 1", "host:1a", "host:x",
          "[::1", "[]", "[]:1", "[::1]1", "[::1]:", "[::1]:0", "[::1]x:1"}) {
        EXPECT_EQ(parse_server_address(text), std::nullopt) << text;
    }
}

TEST(ServerAddressTest, IsWrittenAsItCanBeRead) {
    for (const std::string_view text : {"chat.example:1", "192.0.2.1:65535", "[fe80::1%2]:9000"}) {
        const auto address = parse_server_address(text);
        ASSERT_TRUE(address) << text;
        EXPECT_EQ(to_string(*address), text);
    }
}

} // namespace

} // namespace chatroom
