// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/end_to_end/daemon_process.hpp"
#include "tests/end_to_end/two_members.hpp"

#include <gtest/gtest.h>

namespace chatroom::end_to_end {
namespace {

void expect_farewell(const RawMember& member) {
    EXPECT_EQ(member.receive(), "Exit");
    EXPECT_EQ(member.receive(), "EXIT");
}

// Whoever leaves gets Exit, then EXIT; the others are told, without a space; the name is free.
TEST(Leave, IsAnsweredWithTheFarewellAndTellsTheOthers) {
    const DaemonProcess daemon;
    const RawMember alice(daemon.endpoint());
    const RawMember bob(daemon.endpoint());
    const RawMember other(daemon.endpoint());
    alice.enter("Alice");
    bob.enter("小明");
    EXPECT_EQ(alice.receive(), "小明 进入了聊天室");
    bob.send("Q 小明");
    expect_farewell(bob);
    EXPECT_EQ(alice.receive(), "小明退出了聊天室");
    alice.send("C Alice 有人吗");
    bob.expect_nothing();
    alice.expect_nothing();
    other.enter("小明");
    EXPECT_EQ(alice.receive(), "小明 进入了聊天室");
}

// With language "en" the others are told in English; the farewell is the same.
TEST(Leave, TellsTheOthersInEnglish) {
    const DaemonProcess daemon({.config = "[classic]\nlanguage = \"en\"\n"});
    const RawMember alice(daemon.endpoint());
    const RawMember bob(daemon.endpoint());
    alice.enter("Alice");
    bob.enter("Bob");
    EXPECT_EQ(alice.receive(), "Bob entered the room");
    bob.send("Q BOB");
    expect_farewell(bob);
    EXPECT_EQ(alice.receive(), "Bob left the room");
    alice.expect_nothing();
}

// A Q from a stranger is answered with the farewell, whatever the name, and nobody else hears it.
TEST(Leave, OfAStrangerIsAnsweredWithTheFarewell) {
    const DaemonProcess daemon;
    const RawMember alice(daemon.endpoint());
    const RawMember stranger(daemon.endpoint());
    alice.enter("Alice");
    for (const std::string_view datagram :
         {"Q Nobody", "Q Alice", "Q", "Q ", "Q \xff", "Q admin"}) {
        stranger.send(datagram);
        expect_farewell(stranger);
    }
    stranger.expect_nothing();
    alice.expect_nothing();
    EXPECT_EQ(daemon.ctl_json({"who"}).at("members").size(), 1U);
}

// A member who says Q with a name that is not theirs is told so and stays.
TEST(Leave, UnderAForeignNameIsRefused) {
    for (const bool english : {false, true}) {
        const DaemonProcess daemon({.config = english ? "[classic]\nlanguage = \"en\"\n" : ""});
        const RawMember alice(daemon.endpoint());
        const RawMember bob(daemon.endpoint());
        bob.enter("Bob");
        alice.enter("Alice");
        bob.receive();
        for (const std::string_view datagram : {"Q Bob", "Q Nobody", "Q", "Q ", "Q Alice "}) {
            alice.send(datagram);
            EXPECT_EQ(alice.receive(), english ? "this is not your name: you are Alice here"
                                               : "这不是您的名字，您在聊天室里叫 Alice")
                << datagram;
        }
        bob.expect_nothing();
        alice.send("C Alice still here");
        EXPECT_EQ(bob.receive(), english ? "Alice : still here" : "Alice ： still here");
    }
}

// [classic] farewell is the list of the farewell's datagrams, in its order.
TEST(Leave, SaysTheConfiguredFarewell) {
    const DaemonProcess daemon(
        {.config = "[classic]\nfarewell = [\"再见\", \"EXIT\", \"bye bye\"]\n"});
    const RawMember member(daemon.endpoint());
    member.enter("Bob");
    for (int round = 0; round < 2; ++round) { // A member's, then a stranger's.
        member.send("Q Bob");
        for (const std::string_view datagram : {"再见", "EXIT", "bye bye"}) {
            EXPECT_EQ(member.receive(), datagram);
        }
    }
    member.expect_nothing();
}

// The farewell may be one datagram.
TEST(Leave, SaysAFarewellOfOneDatagram) {
    const DaemonProcess daemon({.config = "[classic]\nfarewell = [\"EXIT\"]\n"});
    const RawMember member(daemon.endpoint());
    member.enter("Bob");
    member.send("Q Bob");
    EXPECT_EQ(member.receive(), "EXIT");
    member.expect_nothing();
}

// A second Q, as impatient programs send it, is answered again and announced once.
TEST(Leave, RepeatedIsAnsweredAgain) {
    const TwoMembers room;
    const auto& [daemon, alice, bob] = room;
    bob.send("Q Bob");
    bob.send("Q Bob");
    expect_farewell(bob);
    expect_farewell(bob);
    EXPECT_EQ(alice.receive(), "Bob退出了聊天室");
    alice.expect_nothing();
}

// Entering, speaking, leaving and entering again in one burst each get what they would alone.
TEST(Leave, AndEnteringInOneBurstKeepTheirOrder) {
    const DaemonProcess daemon;
    const RawMember alice(daemon.endpoint());
    const RawMember bob(daemon.endpoint());
    alice.enter("Alice");
    for (const std::string_view datagram :
         {"L Bob", "C Bob one", "Q Bob", "L Bobby", "C Bobby 2"}) {
        bob.send(datagram);
    }
    for (const std::string_view datagram : {"OK", "Exit", "EXIT", "OK"}) {
        EXPECT_EQ(bob.receive(), datagram);
    }
    for (const std::string_view datagram : {"Bob 进入了聊天室", "Bob ： one", "Bob退出了聊天室",
                                            "Bobby 进入了聊天室", "Bobby ： 2"}) {
        EXPECT_EQ(alice.receive(), datagram);
    }
    bob.expect_nothing();
    alice.expect_nothing();
}

} // namespace
} // namespace chatroom::end_to_end
