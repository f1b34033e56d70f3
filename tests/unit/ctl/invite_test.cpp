// SPDX-License-Identifier: GPL-3.0-or-later
// Links to the room, and how they look to a telephone.
#include "ctl/invite.hpp"

#include <algorithm>
#include <string>

#include <gtest/gtest.h>

namespace chatroom {
namespace {

// The link has the room's address and its server's key.
TEST(Invite, LinksToTheRoom) {
    EXPECT_EQ(invitation_link("pc.local", "8888", "SHA256:a+/b"),
              "chatroom://pc.local:8888?fp=SHA256:a+/b");
    EXPECT_EQ(invitation_link("fd00::1", "99", "SHA256:x"), "chatroom://[fd00::1]:99?fp=SHA256:x");
    EXPECT_EQ(invitation_json("chatroom://a:1", ""), R"({"link":"chatroom://a:1"})");
}

// A page has the key behind a mark that no server gets to see.
TEST(Invite, LinksToThePage) {
    EXPECT_EQ(page_link("https://chat.example.org/", "SHA256:a+/b"),
              "https://chat.example.org/#fp=SHA256:a+/b");
    EXPECT_EQ(page_link("", "SHA256:a"), "");
    EXPECT_EQ(invitation_json("chatroom://a:1", "https://a/#fp=x"),
              R"({"link":"chatroom://a:1","page":"https://a/#fp=x"})");
}

// Where the daemon listens says by what it is reached, unless it listens everywhere.
TEST(Invite, KnowsWhereTheDaemonListens) {
    EXPECT_EQ(host_of("192.168.1.5:8888"), "192.168.1.5");
    EXPECT_EQ(host_of("[fd00::1]:8888"), "fd00::1");
    EXPECT_EQ(host_of("0.0.0.0:8888"), "");
    EXPECT_EQ(host_of("[::]:8888"), "");
    EXPECT_EQ(port_of("[::]:8888"), "8888");
    EXPECT_NE(own_host(), "");
}

// A code is a square with its three marks, and a light margin around it.
TEST(Invite, DrawsACode) {
    const auto code = qr_code("chatroom://a:1", false);
    // Version 1 has 21 modules, two of margin on each side, two rows a line.
    EXPECT_EQ(std::count(code.begin(), code.end(), '\n'), 13);
    const auto first = code.substr(0, code.find('\n'));
    EXPECT_EQ(first, std::string(25, ' '));
    const std::string mark = "  █▀▀▀▀▀█ ";
    EXPECT_EQ(code.substr(first.size() + 1, mark.size()), mark);
    EXPECT_EQ(code.find('\x1b'), std::string::npos);
    EXPECT_EQ(qr_code("chatroom://a:1", true).find("\x1b[30;107m"), 0U);
    EXPECT_EQ(qr_code(std::string(10'000, 'x'), false), "");
}

} // namespace
} // namespace chatroom
