// SPDX-License-Identifier: GPL-3.0-or-later
// Rooms on the LAN, as Avahi tells of them.
#include "client/core/found_rooms.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace chatroom {

namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<FoundRoom> rooms_in(std::string_view output) {
    return found_rooms(output).rooms;
}

// Each room is listed once, wherever it is heard of; the same name elsewhere is another room.
TEST(FoundRoomsTest, ListsEachRoomOnce) {
    constexpr std::string_view output =
        "+;eth0;IPv4;Chat\\032room\\032on\\032pc;_chatroom._udp;local\n"
        "=;eth0;IPv4;Chat\\032room\\032on\\032pc;_chatroom._udp;local;pc.local;192.168.1.5;8888;\n"
        "=;wlan0;IPv4;Chat\\032room\\032on\\032pc;_chatroom._udp;local;pc.local;192.168.1.5;8888;\n"
        "=;eth0;IPv4;Chat\\032room\\032on\\032pc;_chatroom._udp;local;pc.local;192.168.1.6;8888;\n"
        "=;wlan0;IPv6;\\229\\176\\143\\230\\152\\142;_chatroom._udp;local;b.local;fe80::6;99;"
        "\"x\"\n";
    EXPECT_THAT(rooms_in(output), ElementsAre(FoundRoom{"Chat room on pc", {"192.168.1.5", 8888}},
                                              FoundRoom{"Chat room on pc", {"192.168.1.6", 8888}},
                                              FoundRoom{"小明", {"fe80::6%wlan0", 99}}));
}

// The address stands in front, and the name in quotes, so that no name is read as an address.
TEST(FoundRoomsTest, AreLinesThatSayWhatIsAName) {
    EXPECT_EQ(to_line({"Ops", {"192.168.1.5", 99}}), "192.168.1.5:99  \"Ops\"");
    EXPECT_EQ(to_line({"Ops\"  10.0.0.1:88\\", {"fe80::6%eth0", 99}}),
              "[fe80::6%eth0]:99  \"Ops\\\"  10.0.0.1:88\\\\\"");
    EXPECT_EQ(to_line({"a\x1b\n", {"b", 1}}), "b:1  \"a\uFFFD\uFFFD\"");
}

// A program goes where there is no doubt: one address, which may have IPv6 besides.
TEST(FoundRoomsTest, AreClearOnlyIfThereIsOneAddress) {
    const FoundRoom room{"Ops", {"192.168.1.5", 99}};
    const FoundRoom same{"Ops", {"fe80::5%eth0", 99}};
    const FoundRoom other{"Ops", {"192.168.1.6", 99}};
    const auto server_of = [](const FoundRooms& found) {
        const auto* const only = only_room(found);
        return only != nullptr ? only->server : ServerAddress{};
    };
    EXPECT_EQ(only_room({}), nullptr);
    EXPECT_EQ(server_of({{room}}), room.server);
    EXPECT_EQ(server_of({{same}}), same.server);
    EXPECT_EQ(server_of({{same, room}}), room.server);
    EXPECT_EQ(only_room({{room, other}}), nullptr);
    EXPECT_EQ(only_room({{room, same, other}}), nullptr);
    EXPECT_EQ(only_room({{room}, 1}), nullptr);
}

// What is no room is passed over, whoever sends it.
TEST(FoundRoomsTest, PassesOverWhatIsNone) {
    EXPECT_THAT(rooms_in(""), IsEmpty());
    EXPECT_THAT(rooms_in("nonsense\n=;\n=;a;b;c;d;e;f;1.2.3.4;0;\n=;a;b;c;d;e;f;1.2.3.4;99999;\n"
                         "=;a;b;c;d;e;f;;8888;\n=;a;b;c;d;e;f;$(id);8888;\n"),
                IsEmpty());
    EXPECT_THAT(rooms_in("=;a;b;\\;d;e;f;1.2.3.4;1;"),
                ElementsAre(FoundRoom{"\\", {"1.2.3.4", 1}}));
    EXPECT_THAT(rooms_in("=;a;b;\\999\\.x;d;e;f;1.2.3.4;1;"),
                ElementsAre(FoundRoom{"999.x", {"1.2.3.4", 1}}));
}

// Nobody makes the list as long as they like, and it says how many are not in it.
TEST(FoundRoomsTest, HaveALimit) {
    std::string output;
    for (std::size_t number = 0; number < 2 * max_found_rooms; ++number) {
        output += "=;a;b;" + std::to_string(number) + ";d;e;f;1.2.3.4;1;\n";
    }
    output += output;
    EXPECT_EQ(found_rooms(output).rooms.size(), max_found_rooms);
    EXPECT_EQ(found_rooms(output).more, max_found_rooms);
}

} // namespace

} // namespace chatroom
