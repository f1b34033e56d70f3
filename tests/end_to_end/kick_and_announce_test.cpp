// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/utf8.hpp"
#include "tests/end_to_end/daemon_process.hpp"
#include "tests/end_to_end/two_members.hpp"

#include <gtest/gtest.h>

namespace chatroom::end_to_end {
namespace {

// An announcement reaches every member.
TEST(Announce, ReachesEveryone) {
    const TwoMembers room;
    const auto& [daemon, alice, bob] = room;
    const auto result = daemon.ctl_json({"announce", "今晚八点  停电 "});
    EXPECT_EQ(result.at("members"), 2);
    EXPECT_EQ(result.at("sequence"), 3);
    expect_all({&alice, &bob}, "管理员消息： 今晚八点  停电 ");
    alice.expect_nothing();
    bob.expect_nothing();
}

// With language "en" it says so in English.
TEST(Announce, SpeaksEnglish) {
    const DaemonProcess daemon({.config = "[classic]\nlanguage = \"en\"\n"});
    const RawMember alice(daemon.endpoint());
    alice.enter("Alice");
    EXPECT_EQ(daemon.ctl({"announce", "down at eight"}).status, 0);
    EXPECT_EQ(alice.receive(), "Admin: down at eight");
}

// The rules for text hold: cleaned, split, refused when empty, too long or not UTF-8.
TEST(Announce, FollowsTheRulesForText) {
    const DaemonProcess daemon;
    const RawMember alice(daemon.endpoint());
    alice.enter("Alice");
    EXPECT_EQ(daemon.ctl({"announce", "a\x1b[31m\nb\n"}).status, 0);
    EXPECT_EQ(alice.receive(), "管理员消息： a[31m b");
    const std::string longest(4096, 'x');
    const auto result = daemon.ctl_json({"announce", longest});
    std::string heard;
    while (heard.size() < longest.size()) {
        const std::string datagram = alice.receive();
        EXPECT_LE(datagram.size(), 1020U);
        ASSERT_TRUE(datagram.starts_with("管理员消息： "));
        heard += datagram.substr(std::string_view("管理员消息： ").size());
    }
    EXPECT_EQ(heard, longest);
    EXPECT_EQ(result.at("sequence"), daemon.ctl_json({"status"}).at("sequence"));
    for (const std::string& text : {std::string(), std::string("\n"), std::string(4097, 'x')}) {
        const Ran ran = daemon.ctl({"announce", text});
        EXPECT_EQ(ran.status, 1) << ran.output;
        EXPECT_FALSE(ran.errors.empty());
    }
    alice.expect_nothing();
}

// An announcement to an empty room is kept like any other.
TEST(Announce, ToAnEmptyRoomIsKept) {
    const DaemonProcess daemon;
    const auto result = daemon.ctl_json({"announce", "hello"});
    EXPECT_EQ(result.at("members"), 0);
    const auto events = daemon.ctl_json({"log"}).at("events");
    ASSERT_EQ(events.size(), 1U);
    EXPECT_EQ(events.at(0).at("kind"), "announced");
    EXPECT_EQ(events.at(0).at("text"), "hello");
    EXPECT_EQ(events.at(0).at("name"), "");
}

// Who is kicked gets the notice like everybody else, then the farewell, and is outside.
TEST(Kick, IsToldToEveryoneThenTheKickedGetsTheFarewell) {
    const DaemonProcess daemon;
    const RawMember alice(daemon.endpoint());
    const RawMember bob(daemon.endpoint());
    alice.enter("Alice");
    bob.enter("小明");
    EXPECT_EQ(alice.receive(), "小明 进入了聊天室");
    const auto result = daemon.ctl_json({"kick", "小明", "刷屏"});
    EXPECT_EQ(result.at("name"), "小明");
    EXPECT_EQ(result.at("sequence"), 3);
    expect_all({&alice, &bob}, "小明退出了聊天室（被管理员请出： 刷屏）");
    EXPECT_EQ(bob.receive(), "Exit");
    EXPECT_EQ(bob.receive(), "EXIT");
    bob.send("C 小明 hi");
    EXPECT_EQ(bob.receive(), "您还没有进入聊天室：请先发送 L 名字");
    alice.expect_nothing();
    bob.enter("小明"); // A kick is no ban.
    EXPECT_EQ(alice.receive(), "小明 进入了聊天室");
}

// Without a reason the notice gives none; the name may be spelt as names are compared.
TEST(Kick, NeedsNoReason) {
    const TwoMembers room;
    const auto& [daemon, alice, bob] = room;
    EXPECT_EQ(daemon.ctl_json({"kick", "ｂｏｂ"}).at("name"), "Bob");
    expect_all({&alice, &bob}, "Bob退出了聊天室（被管理员请出）");
}

// The notices in English.
TEST(Kick, SpeaksEnglish) {
    const DaemonProcess daemon(
        {.config = "[classic]\nlanguage = \"en\"\nfarewell = [\"bye\", \"EXIT\"]\n"});
    const RawMember alice(daemon.endpoint());
    alice.enter("Alice");
    EXPECT_EQ(daemon.ctl({"kick", "Alice", "too loud"}).status, 0);
    EXPECT_EQ(alice.receive(), "Alice left the room (removed by the administrator: too loud)");
    EXPECT_EQ(alice.receive(), "bye");
    EXPECT_EQ(alice.receive(), "EXIT");
    alice.enter("Alice");
    EXPECT_EQ(daemon.ctl({"kick", "Alice"}).status, 0);
    EXPECT_EQ(alice.receive(), "Alice left the room (removed by the administrator)");
}

// A reason is cleaned, and cut at a grapheme boundary to 400 bytes.
TEST(Kick, CutsALongReason) {
    const DaemonProcess daemon;
    const RawMember alice(daemon.endpoint());
    alice.enter("Alice");
    std::string reason;
    for (int count = 0; count < 100; ++count) {
        reason += "👨‍👩‍👧‍👦";
    }
    EXPECT_EQ(daemon.ctl({"kick", "Alice", reason}).status, 0);
    EXPECT_EQ(alice.receive(), "Alice退出了聊天室（被管理员请出： " +
                                   std::string(grapheme_prefix(reason, 400)) + "）");
    alice.receive();
    alice.receive();
    alice.enter("Alice");
    EXPECT_EQ(daemon.ctl({"kick", "Alice", "a\x1b[0m\tb\n"}).status, 0);
    EXPECT_EQ(alice.receive(), "Alice退出了聊天室（被管理员请出： a[0m b）");
}

// Kicking somebody who is not inside fails, says so and is heard by nobody.
TEST(Kick, OfNobodyFails) {
    const DaemonProcess daemon;
    const RawMember alice(daemon.endpoint());
    alice.enter("Alice");
    for (const std::string name : {"Bob", "", "管理员", "Alice "}) {
        const Ran ran = daemon.ctl({"kick", name});
        EXPECT_EQ(ran.status, 1) << name;
        EXPECT_FALSE(ran.errors.empty());
    }
    alice.expect_nothing();
    EXPECT_EQ(daemon.ctl_json({"who"}).at("members").size(), 1U);
}

} // namespace
} // namespace chatroom::end_to_end
