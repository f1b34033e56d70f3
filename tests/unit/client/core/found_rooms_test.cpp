// SPDX-License-Identifier: GPL-3.0-or-later
// Rooms on the LAN, as Avahi tells of them.
#include "client/core/found_rooms.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace chatroom {

namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// Each room is listed once, wherever it is heard of.
TEST(FoundRoomsTest, ListsEachRoomOnce) {
    constexpr std::string_view output =
        "+;eth0;IPv4;Chat\\032room\\032on\\032pc;_chatroom._udp;local\n"
        "=;eth0;IPv4;Chat\\032room\\032on\\032pc;_chatroom._udp;local;pc.local;192.168.1.5;8888;\n"
        "=;eth0;IPv6;Chat\\032room\\032on\\032pc;_chatroom._udp;local;pc.local;fe80::5;8888;\n"
        "=;wlan0;IPv6;\\229\\176\\143\\230\\152\\142;_chatroom._udp;local;b.local;fe80::6;99;"
        "\"x\"\n";
    EXPECT_THAT(found_rooms(output),
                ElementsAre(FoundRoom{"Chat room on pc", {"192.168.1.5", 8888}},
                            FoundRoom{"小明", {"fe80::6%wlan0", 99}}));
}

// What is no room is passed over, whoever sends it.
TEST(FoundRoomsTest, PassesOverWhatIsNone) {
    EXPECT_THAT(found_rooms(""), IsEmpty());
    EXPECT_THAT(found_rooms("nonsense\n=;\n=;a;b;c;d;e;f;1.2.3.4;0;\n=;a;b;c;d;e;f;1.2.3.4;99999;\n"
                            "=;a;b;c;d;e;f;;8888;\n"),
                IsEmpty());
    EXPECT_THAT(found_rooms("=;a;b;\\;d;e;f;1.2.3.4;1;"),
                ElementsAre(FoundRoom{"\\", {"1.2.3.4", 1}}));
    EXPECT_THAT(found_rooms("=;a;b;\\999\\.x;d;e;f;1.2.3.4;1;"),
                ElementsAre(FoundRoom{"999.x", {"1.2.3.4", 1}}));
}

// Nobody makes the list as long as they like.
TEST(FoundRoomsTest, HaveALimit) {
    std::string output;
    for (std::size_t number = 0; number < 2 * max_found_rooms; ++number) {
        output += "=;a;b;" + std::to_string(number) + ";d;e;f;1.2.3.4;1;\n";
    }
    EXPECT_EQ(found_rooms(output).size(), max_found_rooms);
}

} // namespace

} // namespace chatroom
