// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/end_to_end/daemon_process.hpp"
#include "tests/end_to_end/two_members.hpp"

#include <stop_token>
#include <thread>

#include <gtest/gtest.h>

namespace chatroom::end_to_end {
namespace {

// Whoever enters is answered OK, two bytes and nothing else; the others are told in Chinese.
TEST(Enter, IsAnsweredOkAndTellsTheOthers) {
    const DaemonProcess daemon;
    const RawMember alice(daemon.endpoint());
    const RawMember bob(daemon.endpoint());
    alice.send("L Alice");
    EXPECT_EQ(alice.receive(), "OK");
    bob.send("L 小明");
    EXPECT_EQ(bob.receive(), "OK");
    EXPECT_EQ(alice.receive(), "小明 进入了聊天室");
    alice.expect_nothing();
    bob.expect_nothing();
}

// With language "en" the others are told in English.
TEST(Enter, TellsTheOthersInEnglish) {
    const DaemonProcess daemon({.config = "[classic]\nlanguage = \"en\"\n"});
    const RawMember alice(daemon.endpoint());
    const RawMember bob(daemon.endpoint());
    alice.enter("Alice");
    bob.enter("小明");
    EXPECT_EQ(alice.receive(), "小明 entered the room");
    alice.expect_nothing();
    bob.expect_nothing();
}

// A repeated L of the same name from the same address is answered OK again and announced once.
TEST(Enter, RepeatedIsAnsweredAgainAndAnnouncedOnce) {
    const DaemonProcess daemon;
    const RawMember alice(daemon.endpoint());
    const RawMember bob(daemon.endpoint());
    alice.enter("Alice");
    for (int repetition = 0; repetition < 5; ++repetition) {
        bob.enter("Bob");
    }
    bob.enter("ｂｏｂ"); // The same name, as names are compared.
    EXPECT_EQ(alice.receive(), "Bob 进入了聊天室");
    alice.expect_nothing();
    bob.expect_nothing();
    EXPECT_EQ(daemon.ctl_json({"who"}).at("members").size(), 2U);
}

// Ls of the same name sent without waiting for the answers are answered each, announced once.
TEST(Enter, RepeatedInABurstIsAnsweredEachTime) {
    const DaemonProcess daemon;
    const RawMember alice(daemon.endpoint());
    const RawMember bob(daemon.endpoint());
    alice.enter("Alice");
    for (int repetition = 0; repetition < 10; ++repetition) {
        bob.send("L Bob");
    }
    for (int repetition = 0; repetition < 10; ++repetition) {
        EXPECT_EQ(bob.receive(), "OK");
    }
    EXPECT_EQ(alice.receive(), "Bob 进入了聊天室");
    alice.expect_nothing();
    bob.expect_nothing();
}

// A member who asks to enter under another name is told that they are inside already.
TEST(Enter, UnderASecondNameIsRefused) {
    const TwoMembers room;
    const auto& [daemon, alice, bob] = room;
    bob.send("L Robert");
    EXPECT_EQ(bob.receive(), "您已经以 Bob 的名字在聊天室里了");
    bob.send("L Alice"); // Being inside is checked before the name being taken.
    EXPECT_EQ(bob.receive(), "您已经以 Bob 的名字在聊天室里了");
    alice.expect_nothing();
    bob.expect_nothing();
}

// A refusal that shows the longest of names has at most 120 bytes.
TEST(Enter, RefusalsWithTheLongestNameFit) {
    for (const bool english : {false, true}) {
        const DaemonProcess daemon({.config = english ? "[classic]\nlanguage = \"en\"\n" : ""});
        const RawMember member(daemon.endpoint());
        const std::string name = "一二三四五六七八九十一二三四五六"; // 48 bytes.
        member.enter(name);
        member.send("L Bob");
        const std::string inside = member.receive();
        EXPECT_EQ(inside, english ? "you are already in the room as " + name
                                  : "您已经以 " + name + " 的名字在聊天室里了");
        EXPECT_LE(inside.size(), 120U);
        member.send("C Bob hi");
        const std::string foreign = member.receive();
        EXPECT_EQ(foreign, english ? "this is not your name: you are " + name + " here"
                                   : "这不是您的名字，您在聊天室里叫 " + name);
        EXPECT_LE(foreign.size(), 120U);
    }
}

// Every datagram that begins with L is answered, even where no space follows.
TEST(Enter, EveryDatagramThatBeginsWithLIsAnswered) {
    const DaemonProcess daemon;
    const RawMember member(daemon.endpoint());
    for (const std::string_view datagram : {"L", "L ", "LBob", "L\tBob", "L\n", "LL Bob"}) {
        member.send(datagram);
        EXPECT_EQ(member.receive(), "请给出名字：L 名字") << datagram;
    }
    EXPECT_EQ(daemon.ctl_json({"who"}).at("members").size(), 0U);
}

// When max_members are inside, the next one is refused, and may come when somebody has left.
TEST(Enter, IsRefusedWhenTheRoomIsFull) {
    const DaemonProcess daemon({.config = "[room]\nmax_members = 2\n"});
    const RawMember alice(daemon.endpoint());
    const RawMember bob(daemon.endpoint());
    const RawMember carol(daemon.endpoint());
    alice.enter("Alice");
    bob.enter("Bob");
    EXPECT_EQ(alice.receive(), "Bob 进入了聊天室");
    carol.send("L Carol");
    EXPECT_EQ(carol.receive(), "聊天室已满，请稍后再来");
    carol.send("L Bob"); // A name being taken is checked first.
    EXPECT_EQ(carol.receive(), "这个名字已经有人用了，请换一个");
    bob.enter("Bob"); // Who is inside already is not one more.
    bob.send("Q Bob");
    EXPECT_EQ(bob.receive(), "Exit");
    EXPECT_EQ(bob.receive(), "EXIT");
    EXPECT_EQ(alice.receive(), "Bob退出了聊天室");
    carol.enter("Carol");
    EXPECT_EQ(alice.receive(), "Carol 进入了聊天室");
}

// The same in English.
TEST(Enter, IsRefusedInEnglish) {
    const DaemonProcess daemon(
        {.config = "[room]\nmax_members = 1\n[classic]\nlanguage = \"en\"\n"});
    const RawMember alice(daemon.endpoint());
    const RawMember bob(daemon.endpoint());
    alice.enter("Alice");
    alice.send("L Bob");
    EXPECT_EQ(alice.receive(), "you are already in the room as Alice");
    bob.send("L Bob");
    EXPECT_EQ(bob.receive(), "the room is full, try again later");
    bob.send("L alice");
    EXPECT_EQ(bob.receive(), "this name is taken, choose another");
    bob.send("L");
    EXPECT_EQ(bob.receive(), "a name is missing: send L NAME");
    alice.expect_nothing();
}

// From an address outside [classic] allow, an L is refused and everything else is dropped.
TEST(Enter, IsOnlyForAllowedAddresses) {
    for (const bool english : {false, true}) {
        const DaemonProcess daemon(
            {.config = std::string("[classic]\nallow = [\"127.0.0.2/32\"]\nlanguage = \"") +
                       (english ? "en" : "zh") + "\"\n"});
        const std::string refusal = english ? "classic access is not allowed from your address"
                                            : "不允许从您的网络地址进入";
        const RawMember inside(daemon.endpoint(), "127.0.0.2");
        const RawMember outside(daemon.endpoint(), "127.0.0.3");
        inside.enter("Alice");
        for (const std::string_view datagram : {"C Bob hi", "C Alice hi", "Q Bob", "Q", "", "X"}) {
            outside.send(datagram);
        }
        for (const std::string_view datagram : {"L Bob", "L Bob", "L", "L admin"}) {
            outside.send(datagram);
            EXPECT_EQ(outside.receive(), refusal) << datagram;
        }
        EXPECT_TRUE(outside.received().empty());
        inside.expect_nothing();
    }
}

// Members over IPv4 and over IPv6 are in one room when the daemon listens on [::].
TEST(Enter, BothAddressFamiliesMeetInOneRoom) {
    const DaemonProcess daemon({.listen = "[::]:0"});
    const RawMember four(daemon.endpoint_v4());
    const RawMember six(daemon.endpoint());
    four.enter("Four");
    six.enter("Six");
    EXPECT_EQ(four.receive(), "Six 进入了聊天室");
    four.send("C Four 你好");
    EXPECT_EQ(six.receive(), "Four ： 你好");
    six.send("C Six 你好");
    EXPECT_EQ(four.receive(), "Six ： 你好");
    const auto members = daemon.ctl_json({"who"}).at("members");
    EXPECT_EQ(members.at(0).at("address"), to_string(four.endpoint()));
    EXPECT_EQ(members.at(1).at("address"), to_string(six.endpoint()));
    six.send("Q Six");
    EXPECT_EQ(six.receive(), "Exit");
    EXPECT_EQ(four.receive(), "Six退出了聊天室");
}

// Everything is the same for a daemon that listens on IPv6 alone.
TEST(Enter, WorksOverIpv6) {
    const DaemonProcess daemon({.listen = "[::1]:0"});
    const RawMember alice(daemon.endpoint());
    const RawMember bob(daemon.endpoint());
    alice.enter("Alice");
    bob.enter("Bob");
    EXPECT_EQ(alice.receive(), "Bob 进入了聊天室");
    bob.send("C Bob hi");
    EXPECT_EQ(alice.receive(), "Bob ： hi");
}

// OK is the first datagram a new member gets, however much the others are saying.
TEST(Enter, NothingOvertakesTheOk) {
    const DaemonProcess daemon;
    const RawMember alice(daemon.endpoint());
    const RawMember talker(daemon.endpoint());
    alice.enter("Alice");
    talker.enter("Talker");
    const std::jthread flood([&talker](const std::stop_token& stop) {
        while (!stop.stop_requested()) {
            for (int line = 0; line < 16; ++line) {
                talker.send("C Talker flood");
            }
            talker.send("L Talker"); // The answer is the server's word that it has caught up.
            while (talker.receive() != "OK") {
            }
        }
    });
    for (int number = 0; number < 50; ++number) {
        const std::string name = "Newcomer" + std::to_string(number);
        const RawMember newcomer(daemon.endpoint());
        alice.send("C Alice before");
        newcomer.send("L " + name);
        alice.send("C Alice after");
        EXPECT_EQ(newcomer.receive(), "OK");
        newcomer.send("Q " + name);
    }
}

} // namespace
} // namespace chatroom::end_to_end
