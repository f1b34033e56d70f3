// SPDX-License-Identifier: GPL-3.0-or-later
// Links to rooms.
#include "client/core/room_link.hpp"

#include <gtest/gtest.h>

namespace chatroom {

namespace {

const std::string fingerprint_in_link = "SHA256:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU";

// A link says where the room is and whose it is.
TEST(RoomLinkTest, ReadsLinks) {
    EXPECT_EQ(parse_room_link("chatroom://chat.example.org:99?fp=" + fingerprint_in_link),
              (RoomLink{{"chat.example.org", 99}, fingerprint_in_link}));
    EXPECT_EQ(parse_room_link("chatroom://192.168.1.2"), (RoomLink{{"192.168.1.2", 8888}}));
    EXPECT_EQ(parse_room_link("chatroom://[fe80::1%eth0]:99/"), (RoomLink{{"fe80::1%eth0", 99}}));
    EXPECT_EQ(parse_room_link("chatroom://a/?&fp=" + fingerprint_in_link + "&"),
              (RoomLink{{"a", 8888}, fingerprint_in_link}));
}

// What other programs write as %NN is the same.
TEST(RoomLinkTest, ReadsEscapes) {
    EXPECT_EQ(parse_room_link("chatroom://a:99/?fp=SHA256%3A47DEQpj8HBSa%2B%2fTImW%2B5JCeuQeRkm5NM"
                              "pJWZG3hSuFU"),
              (RoomLink{{"a", 99}, fingerprint_in_link}));
    EXPECT_EQ(parse_room_link("chatroom://[fe80::1%25eth0]"), (RoomLink{{"fe80::1%eth0", 8888}}));
}

// An address alone is one, too.
TEST(RoomLinkTest, ReadsAddresses) {
    EXPECT_EQ(parse_room_link("a:99"), (RoomLink{{"a", 99}}));
    EXPECT_EQ(parse_room_link("[fe80::1%eth0]:99"), (RoomLink{{"fe80::1%eth0", 99}}));
}

// A link that cannot be trusted to mean what it says is none.
TEST(RoomLinkTest, RefusesWhatIsNone) {
    for (const std::string text :
         {"", "chatroom://", "chatroom://a:b", "chatroom://a?fp=", "chatroom://a?fp=SHA256:abc",
          "chatroom://?fp=SHA256:x", "http://a:b", "chatrooms://a"}) {
        EXPECT_EQ(parse_room_link(text), std::nullopt) << text;
    }
}

// Servers that share a room are listed, and tried in this order.
TEST(RoomLinkTest, ReadsSeveralServers) {
    const auto link =
        parse_room_link("chatroom://a.example.org:99,b,[::1]:7/?fp=" + fingerprint_in_link);
    EXPECT_EQ(link,
              (RoomLink{{"a.example.org", 99}, fingerprint_in_link, {{"b", 8888}, {"::1", 7}}}));
    EXPECT_EQ(servers_of(*link), "a.example.org:99,b:8888,[::1]:7");
    EXPECT_EQ(parse_room_link("a:99,b"), (RoomLink{{"a", 99}, std::nullopt, {{"b", 8888}}}));
    EXPECT_EQ(parse_room_link("chatroom://a%3A99%2Cb"), parse_room_link("a:99,b"));
    for (const std::string text : {"a,", ",a", "a,,b", "a,b:c", "chatroom://a,?x"}) {
        EXPECT_EQ(parse_room_link(text), std::nullopt) << text;
    }
    std::string many = "a";
    for (std::size_t count = 1; count < RoomLink::max_servers; ++count) {
        many += ",a";
    }
    EXPECT_TRUE(parse_room_link(many));
    EXPECT_FALSE(parse_room_link(many + ",a"));
}

// What was to say whose the room is must not be passed over because it is written otherwise.
TEST(RoomLinkTest, RefusesParametersThatItDoesNotKnow) {
    for (const std::string text :
         {"FP=", "Fp=", "fingerprint=", "later=1&fp=", "%66p=", " fp=", "x&fp="}) {
        const auto link = "chatroom://a?" + text + fingerprint_in_link;
        EXPECT_EQ(parse_room_link(link), std::nullopt) << link;
    }
    const auto twice = "chatroom://a?fp=" + fingerprint_in_link + "&fp=" + fingerprint_in_link;
    EXPECT_EQ(parse_room_link(twice), std::nullopt);
    for (const std::string text : {"chatroom://a:99#fp=", "chatroom://a:99%3Ffp=", "a:99?fp=",
                                   "chatroom://a:99/fp=", "chatroom://me@a:99?x@fp="}) {
        EXPECT_EQ(parse_room_link(text + fingerprint_in_link), std::nullopt) << text;
    }
}

} // namespace

} // namespace chatroom
