// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/socket_unit.hpp"

#include <gtest/gtest.h>

namespace chatroom {
namespace {

// systemd opens the port and the control socket that the configuration names, with as much memory
// as the room needs; a path's "%" is no specifier.
TEST(SocketUnit, FollowsTheConfiguration) {
    Config config;
    config.listen = parse_address("192.0.2.1:80").value();
    config.room.max_members = 10'000;
    EXPECT_EQ(socket_drop_in(config, "/run/100%/c.sock"),
              "# Written by chatroomd-generator from the configuration of the room.\n"
              "[Socket]\n"
              "ListenStream=\n"
              "ListenDatagram=192.0.2.1:80\n"
              "ListenStream=/run/100%%/c.sock\n"
              "ReceiveBuffer=10240000\n"
              "SendBuffer=10240000\n");
}

// A port that only the daemon can choose is none for systemd.
TEST(SocketUnit, HasNoFreePort) {
    Config config;
    config.listen.port = 0;
    EXPECT_EQ(socket_drop_in(config, config.socket), std::nullopt);
}

// Only a room in a database gets at the network.
TEST(SocketUnit, AServiceReachesItsDatabase) {
    Config config;
    EXPECT_EQ(service_drop_in(config), std::nullopt);
    config.cluster.uri = "postgresql://chatroom@db.example.org/chatroom";
    const auto text = service_drop_in(config).value_or("");
    for (const auto* line : {"\nPrivateNetwork=no\n", "\nIPAddressDeny=\n",
                             "\nRestrictAddressFamilies=AF_UNIX AF_INET AF_INET6\n",
                             "\nAfter=network-online.target postgresql.service\n"}) {
        EXPECT_NE(text.find(line), std::string::npos) << line;
    }
}

} // namespace
} // namespace chatroom
