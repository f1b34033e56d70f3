// SPDX-License-Identifier: GPL-3.0-or-later
// The administrator keeps order in a room of real programs.
#include "tests/end_to_end/chat_client.hpp"
#include "tests/end_to_end/raw_member.hpp"

#include <gmock/gmock.h>

namespace chatroom::end_to_end {
namespace {

using testing::HasSubstr;

// Whoever is banned is removed and stays outside over a restart, until the ban is taken back.
TEST(Moderation, BansAHost) {
    DaemonProcess daemon({.listen = own_loopback_address()});
    const RawMember alice(daemon.endpoint(), own_loopback_host());
    const RawMember bob(daemon.endpoint(), "127.99.99.99");
    alice.enter("Alice");
    bob.enter("Bob");
    EXPECT_EQ(alice.receive(), "Bob 进入了聊天室");
    const auto banned = daemon.ctl_json({"ban", "Bob", "太吵"});
    EXPECT_EQ(banned.at("target"), "127.99.99.99");
    EXPECT_EQ(banned.at("kicked").at(0).at("name"), "Bob");
    EXPECT_EQ(alice.receive(), "Bob退出了聊天室（被管理员请出： 太吵）");
    EXPECT_EQ(bob.receive(), "Bob退出了聊天室（被管理员请出： 太吵）");
    EXPECT_EQ(bob.receive(), "Exit");
    EXPECT_EQ(bob.receive(), "EXIT");
    daemon.kill9();
    daemon.start_again();
    bob.send("L Another");
    EXPECT_EQ(bob.receive(), "您被禁止进入聊天室： 太吵");
    EXPECT_THAT(daemon.ctl({"bans"}).output, HasSubstr("127.99.99.99"));
    EXPECT_EQ(daemon.ctl({"unban", "127.99.99.99"}).status, 0);
    bob.enter("Bob");
    const auto unknown = daemon.ctl({"unban", "127.99.99.99"});
    EXPECT_EQ(unknown.status, 1);
    EXPECT_THAT(unknown.errors, HasSubstr("\"127.99.99.99\" is not banned: try chatroomctl bans"));
}

// A banned key does not get in, and its owner reads why and until when.
TEST(Moderation, BansAKey) {
    const TemporaryDirectory folder;
    const DaemonProcess daemon;
    ChatClient alice(daemon.endpoint(), "Alice", folder.path() / "alice");
    alice.expect_line("Alice entered the room");
    EXPECT_EQ(daemon.ctl({"kick", "--ban", "2h", "Alice", "enough"}).status, 0);
    EXPECT_EQ(alice.process().wait(), 77);
    EXPECT_THAT(alice.process().errors().wait_for_end(), HasSubstr("enough"));
    const auto refused =
        run_program({client_program, to_string(daemon.endpoint()), "--name", "Alice"}, "",
                    {"LC_ALL=C.UTF-8", "XDG_DATA_HOME=" + (folder.path() / "alice").string()});
    EXPECT_EQ(refused.status, 77);
    EXPECT_THAT(refused.errors, HasSubstr("you are banned from this room until "));
    EXPECT_THAT(refused.errors, HasSubstr("enough"));
}

// In an exam only the administrator is heard, and the muted are told so in their own language.
TEST(Moderation, MutesEverybody) {
    const TemporaryDirectory folder;
    const DaemonProcess daemon;
    const RawMember bob(daemon.endpoint());
    bob.enter("Bob");
    ChatClient alice(daemon.endpoint(), "Alice", folder.path() / "alice");
    EXPECT_EQ(bob.receive(), "Alice 进入了聊天室");
    alice.expect_line("Alice entered the room");
    EXPECT_EQ(daemon.ctl({"mute", "--all"}).status, 0);
    alice.expect_line("Admin: everybody is muted");
    EXPECT_EQ(bob.receive(), "管理员消息： 全体成员 被禁言");
    bob.send("C Bob hi");
    EXPECT_EQ(bob.receive(), "您被禁言了，消息没有发出");
    alice.say("hi");
    EXPECT_THAT(alice.process().errors().wait_for_line("muted"), HasSubstr("you are muted"));
    EXPECT_EQ(daemon.ctl({"announce", "begin"}).status, 0);
    EXPECT_EQ(bob.receive(), "管理员消息： begin");
    alice.expect_line("Admin: begin");
    EXPECT_EQ(daemon.ctl({"unmute", "--all"}).status, 0);
    alice.expect_line("Admin: everybody may speak again");
    alice.say("done");
    alice.expect_line("Alice : done");
    EXPECT_THAT(daemon.ctl({"log"}).output, HasSubstr("everybody was muted"));
}

// Whoever comes in is greeted with the topic and the pinned announcement, by either protocol.
TEST(Moderation, GreetsNewcomers) {
    const TemporaryDirectory folder;
    const DaemonProcess daemon({.config = "[room]\nhistory = 0\n"});
    EXPECT_EQ(daemon.ctl({"topic", "the", "exam"}).status, 0);
    EXPECT_EQ(daemon.ctl({"announce", "--pin", "at eight"}).status, 0);
    EXPECT_EQ(daemon.ctl({"topic"}).output, "topic: the exam\npinned: at eight\n");
    ChatClient alice(daemon.endpoint(), "Alice", folder.path() / "alice", {"--history", "1"});
    alice.expect_line("Admin: the topic is: the exam");
    alice.expect_line("Admin: at eight");
    const RawMember bob(daemon.endpoint());
    bob.enter("Bob");
    EXPECT_EQ(bob.receive(), "管理员消息： 话题： the exam");
    EXPECT_EQ(bob.receive(), "管理员消息： at eight");
}

} // namespace
} // namespace chatroom::end_to_end
