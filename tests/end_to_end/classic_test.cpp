// SPDX-License-Identifier: GPL-3.0-or-later
// What programs of the classic protocol send and get, byte for byte, over real sockets. Each rule
// once: every case of it is in the unit tests of the protocol and of the room.
#include "tests/end_to_end/daemon_process.hpp"
#include "tests/end_to_end/two_members.hpp"

#include <gtest/gtest.h>

namespace chatroom::end_to_end {
namespace {

constexpr const char* in_english = "[classic]\nlanguage = \"en\"\nfarewell = [\"bye\"]\n";

void expect_each(const RawMember& member, const std::vector<std::string_view>& datagrams) {
    for (const auto datagram : datagrams) {
        EXPECT_EQ(member.receive(), datagram);
    }
}

// One enters, speaks and leaves, and the others hear of it; the author hears no echo.
TEST(Classic, IsSpokenInChinese) {
    const TwoMembers room;
    const auto& [daemon, alice, bob] = room;
    const RawMember ming(daemon.endpoint());
    ming.send("L 小明");
    EXPECT_EQ(ming.receive(), "OK");
    expect_all({&alice, &bob}, "小明 进入了聊天室");
    ming.send("C 小明   大家好 ");
    expect_all({&alice, &bob}, "小明 ：   大家好 ");
    ming.send("Q 小明");
    expect_each(ming, {"Exit", "EXIT"});
    expect_all({&alice, &bob}, "小明退出了聊天室");
    for (const RawMember* member : {&alice, &bob, &ming}) {
        member->expect_nothing();
    }
}

// The same in English, with the administrator's farewell.
TEST(Classic, IsSpokenInEnglish) {
    const DaemonProcess daemon({.config = in_english});
    const RawMember alice(daemon.endpoint());
    const RawMember bob(daemon.endpoint());
    alice.enter("Alice");
    bob.enter("Bob");
    EXPECT_EQ(alice.receive(), "Bob entered the room");
    bob.send("C Bob 你好 there");
    EXPECT_EQ(alice.receive(), "Bob : 你好 there");
    bob.send("Q Bob");
    EXPECT_EQ(bob.receive(), "bye");
    EXPECT_EQ(alice.receive(), "Bob left the room");
}

// What is refused is answered with the reason, to the sender alone.
TEST(Classic, IsRefusedWithAReason) {
    const TwoMembers room;
    const auto& [daemon, alice, bob] = room;
    const RawMember stranger(daemon.endpoint());
    stranger.send("L ａｌｉｃｅ");
    EXPECT_EQ(stranger.receive(), "这个名字已经有人用了，请换一个");
    stranger.send("L " + std::string(49, 'x'));
    EXPECT_EQ(stranger.receive(), "名字太长：最多 48 字节");
    stranger.send("C Alice hi");
    EXPECT_EQ(stranger.receive(), "您不在聊天室里，请重新进入");
    bob.send("L ALICE");
    EXPECT_EQ(bob.receive(), "这个名字已经有人用了，请换一个");
    bob.send("C Alice hi");
    EXPECT_EQ(bob.receive(), "这不是您的名字，您在聊天室里叫 Bob");
    bob.send("C Bob \xff");
    EXPECT_EQ(bob.receive(), "消息不是有效的 UTF-8，没有发出");
    for (const RawMember* member : {&alice, &bob, &stranger}) {
        member->expect_nothing();
    }
}

// A program that enters anew from the address of one that has crashed takes its place under another
// name, and everybody else hears that.
TEST(Classic, EntersUnderAnotherName) {
    const TwoMembers room;
    const auto& [daemon, alice, bob] = room;
    bob.enter("Robert");
    expect_each(alice, {"Bob退出了聊天室", "Robert 进入了聊天室"});
    bob.send("C Robert hi");
    EXPECT_EQ(alice.receive(), "Robert ： hi");
    EXPECT_EQ(daemon.ctl_json({"who"}).at("members").size(), 2U);
}

// From an address outside [classic] allow, an L is refused and everything else is dropped.
TEST(Classic, IsOnlyForAllowedAddresses) {
    const DaemonProcess daemon({.config = "[classic]\nallow = [\"127.0.0.2/32\"]\n"});
    const RawMember inside(daemon.endpoint(), "127.0.0.2");
    const RawMember outside(daemon.endpoint(), "127.0.0.3");
    inside.enter("Alice");
    for (const std::string_view datagram : {"C Alice hi", "Q Bob", "", "X", "L Bob"}) {
        outside.send(datagram);
    }
    EXPECT_EQ(outside.receive(), "不允许从您的网络地址进入");
    EXPECT_TRUE(outside.received().empty());
    inside.expect_nothing();
}

// Members over IPv4 and over IPv6 are in one room when the daemon listens on [::].
TEST(Classic, BringsBothAddressFamiliesTogether) {
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
}

// What comes in one burst is answered as it would be alone, each in its order.
TEST(Classic, AnswersABurstInItsOrder) {
    const DaemonProcess daemon;
    const RawMember alice(daemon.endpoint());
    const RawMember bob(daemon.endpoint());
    alice.enter("Alice");
    for (const std::string_view datagram :
         {"L Bob", "L Bob", "C Bob one", "Q Bob", "Q Bob", "L Bobby", "C Bobby 2"}) {
        bob.send(datagram);
    }
    expect_each(bob, {"OK", "OK", "Exit", "EXIT", "Exit", "EXIT", "OK"});
    expect_each(alice, {"Bob 进入了聊天室", "Bob ： one", "Bob退出了聊天室", "Bobby 进入了聊天室",
                        "Bobby ： 2"});
    bob.expect_nothing();
    alice.expect_nothing();
}

// Lines arrive in the order in which they were said, each once.
TEST(Classic, KeepsTheOrder) {
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

// 4,096 bytes arrive in datagrams of at most 1,020 that together are what was said.
TEST(Classic, BringsALongTextWhole) {
    const TwoMembers room;
    const auto& [daemon, alice, bob] = room;
    std::string text;
    for (int number = 0; text.size() < 4000; ++number) {
        text += std::to_string(number) + "号　";
    }
    text.resize(4096, '.');
    bob.send("C Bob " + text);
    std::string heard;
    while (heard.size() < text.size()) {
        const std::string datagram = alice.receive();
        EXPECT_LE(datagram.size(), 1020U);
        ASSERT_TRUE(datagram.starts_with("Bob ： ")) << datagram;
        heard += datagram.substr(std::string_view("Bob ： ").size());
    }
    EXPECT_EQ(heard, text);
    bob.expect_nothing();
}

// An announcement reaches every member.
TEST(Classic, HearsAnnouncements) {
    const TwoMembers room;
    const auto& [daemon, alice, bob] = room;
    const auto result = daemon.ctl_json({"announce", "今晚八点  停电 "});
    EXPECT_EQ(result.at("members"), 2);
    EXPECT_EQ(result.at("sequence"), 3);
    expect_all({&alice, &bob}, "管理员消息： 今晚八点  停电 ");
}

// Who is kicked gets the notice like everybody else, then the farewell, and is outside; a kick is
// no ban.
TEST(Classic, IsKicked) {
    const TwoMembers room;
    const auto& [daemon, alice, bob] = room;
    const auto result = daemon.ctl_json({"kick", "ｂｏｂ", "刷屏"});
    EXPECT_EQ(result.at("name"), "Bob");
    EXPECT_EQ(result.at("sequence"), 3);
    expect_all({&alice, &bob}, "Bob退出了聊天室（被管理员请出： 刷屏）");
    expect_each(bob, {"Exit", "EXIT"});
    bob.send("C Bob hi");
    EXPECT_EQ(bob.receive(), "您不在聊天室里，请重新进入");
    alice.expect_nothing();
    bob.enter("Bob");
    EXPECT_EQ(alice.receive(), "Bob 进入了聊天室");
}

} // namespace
} // namespace chatroom::end_to_end
