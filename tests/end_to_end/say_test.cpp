// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/end_to_end/daemon_process.hpp"
#include "tests/end_to_end/two_members.hpp"

#include <gtest/gtest.h>

namespace chatroom::end_to_end {
namespace {

// What a member says reaches all the others, with a full-width colon, and not the author.
TEST(Say, ReachesTheOthersAndIsNotEchoed) {
    const DaemonProcess daemon;
    const RawMember alice(daemon.endpoint());
    const RawMember bob(daemon.endpoint());
    const RawMember carol(daemon.endpoint());
    alice.enter("Alice");
    bob.enter("Bob");
    carol.enter("小红");
    EXPECT_EQ(alice.receive(), "Bob 进入了聊天室");
    expect_all({&alice, &bob}, "小红 进入了聊天室");
    carol.send("C 小红 大家好");
    expect_all({&alice, &bob}, "小红 ： 大家好");
    for (const RawMember* member : {&alice, &bob, &carol}) {
        member->expect_nothing();
    }
}

// With language "en" the colon is a plain one.
TEST(Say, HasAPlainColonInEnglish) {
    const DaemonProcess daemon({.config = "[classic]\nlanguage = \"en\"\n"});
    const RawMember alice(daemon.endpoint());
    const RawMember bob(daemon.endpoint());
    alice.enter("Alice");
    bob.enter("Bob");
    EXPECT_EQ(alice.receive(), "Bob entered the room");
    bob.send("C Bob 你好 there");
    EXPECT_EQ(alice.receive(), "Bob : 你好 there");
}

// Spaces inside the text, in front of it and at its end are preserved.
TEST(Say, KeepsSpaces) {
    const TwoMembers room;
    const auto& [daemon, alice, bob] = room;
    bob.send("C Bob   two  spaces   ");
    EXPECT_EQ(alice.receive(), "Bob ：   two  spaces   ");
    bob.send("C Bob  ");
    EXPECT_EQ(alice.receive(), "Bob ：  ");
    bob.send("C Bob C Alice Q L");
    EXPECT_EQ(alice.receive(), "Bob ： C Alice Q L");
}

// The name in a request is compared as names are; the room shows it as it was first written.
TEST(Say, ComparesTheNameAsNamesAre) {
    const TwoMembers room;
    const auto& [daemon, alice, bob] = room;
    for (const std::string_view name : {"BOB", "ｂｏｂ", "Вob"}) {
        bob.send("C " + std::string(name) + " hi");
        EXPECT_EQ(alice.receive(), "Bob ： hi") << name;
    }
}

// Empty text, or none at all, is ignored.
TEST(Say, WithoutTextIsIgnored) {
    const TwoMembers room;
    const auto& [daemon, alice, bob] = room;
    bob.send("C Bob");
    bob.send("C Bob ");
    bob.send("C Bob \n");
    bob.send("C Bob \t\x01\x7f\r\n");
    alice.expect_nothing();
    bob.expect_nothing();
}

// Somebody who is not inside is told so, and nobody hears what they said.
TEST(Say, FromAStrangerIsRefused) {
    for (const bool english : {false, true}) {
        const DaemonProcess daemon({.config = english ? "[classic]\nlanguage = \"en\"\n" : ""});
        const RawMember alice(daemon.endpoint());
        const RawMember stranger(daemon.endpoint());
        alice.enter("Alice");
        for (const std::string_view datagram :
             {"C Mallory hi", "C Alice hi", "C 管理员消息： hi", "C Mallory", "C Mallory ", "C  hi",
              "C ", "C Mallory \xff\xfe"}) {
            stranger.send(datagram);
            EXPECT_EQ(stranger.receive(), english ? "you are not in the room: send L NAME first"
                                                  : "您还没有进入聊天室：请先发送 L 名字")
                << datagram;
        }
        alice.expect_nothing();
        stranger.expect_nothing();
    }
}

// Nobody speaks as somebody else: a foreign name is refused, the author told, the others not.
TEST(Say, UnderAForeignNameIsRefused) {
    for (const bool english : {false, true}) {
        const DaemonProcess daemon({.config = english ? "[classic]\nlanguage = \"en\"\n" : ""});
        const RawMember alice(daemon.endpoint());
        const RawMember bob(daemon.endpoint());
        bob.enter("Bob");
        alice.enter("Alice");
        bob.receive();
        for (const std::string_view datagram :
             {"C Bob hi", "C bob hi", "C Nobody hi", "C 管理员消息： hi", "C admin hi", "C  hi",
              "C Alice\t hi", "C \xff hi", "C "}) {
            alice.send(datagram);
            EXPECT_EQ(alice.receive(), english ? "this is not your name: you are Alice here"
                                               : "这不是您的名字，您在聊天室里叫 Alice")
                << datagram;
        }
        alice.expect_nothing();
        bob.expect_nothing();
    }
}

// Lines arrive in the order in which they were said, each once.
TEST(Say, KeepsTheOrder) {
    const TwoMembers room;
    const auto& [daemon, alice, bob] = room;
    for (int line = 0; line < 300; ++line) {
        bob.send("C Bob " + std::to_string(line));
        if (line % 30 == 29) { // No more under way than any socket buffer holds.
            for (int heard = line - 29; heard <= line; ++heard) {
                EXPECT_EQ(alice.receive(), "Bob ： " + std::to_string(heard));
            }
        }
    }
    alice.expect_nothing();
}

} // namespace
} // namespace chatroom::end_to_end
