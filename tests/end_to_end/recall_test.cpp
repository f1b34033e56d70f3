// SPDX-License-Identifier: GPL-3.0-or-later
// What was said is taken back, and who has got it is told, in a room of real programs.
#include "tests/end_to_end/chat_client.hpp"
#include "tests/end_to_end/client_in_terminal.hpp"
#include "tests/end_to_end/raw_member.hpp"

#include <gmock/gmock.h>

namespace chatroom::end_to_end {
namespace {

using testing::HasSubstr;
using testing::Not;

// A message that is recalled is blank for whoever comes later, in the log, and after a restart; who
// is inside hears of it.
TEST(Recall, TakesBackAMessage) {
    const TemporaryDirectory folder;
    DaemonProcess daemon({.listen = own_loopback_address()});
    const RawMember bob(daemon.endpoint());
    bob.enter("Bob");
    ChatClient alice(daemon.endpoint(), "Alice", folder.path() / "alice");
    EXPECT_EQ(bob.receive(), "Alice 进入了聊天室");
    alice.expect_line("Alice entered the room");
    alice.say("hunter2");
    EXPECT_EQ(bob.receive(), "Alice ： hunter2");
    alice.expect_line("Alice : hunter2");
    const auto recalled = daemon.ctl_json({"recall", "3"});
    EXPECT_EQ(recalled.at("sequence"), 4);
    EXPECT_EQ(recalled.at("name"), "Alice");
    EXPECT_EQ(recalled.at("count"), 1);
    EXPECT_EQ(bob.receive(), "管理员消息： Alice 的消息已撤回（编号 3）");
    alice.expect_line("Admin: the message of Alice was recalled (number 3)");
    daemon.kill9();
    daemon.start_again();
    ChatClient carol(daemon.endpoint(), "Carol", folder.path() / "carol", {"--history", "50"});
    EXPECT_THAT(carol.process().output().wait_for_line("Alice : (recalled)"),
                HasSubstr("] Alice : (recalled)"));
    EXPECT_THAT(carol.process().output().text(), Not(HasSubstr("hunter2")));
    EXPECT_THAT(daemon.ctl({"log"}).output, HasSubstr("Alice ： (recalled)"));
    EXPECT_THAT(daemon.ctl({"log", "--json"}).output, Not(HasSubstr("hunter2")));
    const auto again = daemon.ctl({"recall", "3"});
    EXPECT_EQ(again.status, 1);
    EXPECT_THAT(again.errors, HasSubstr("event 3 was recalled before: try chatroomctl log"));
}

// What somebody has said lately is recalled by one call, and told by one line.
TEST(Recall, TakesBackWhatSomebodyHasSaid) {
    const DaemonProcess daemon;
    const RawMember alice(daemon.endpoint());
    const RawMember bob(daemon.endpoint());
    alice.enter("Alice");
    bob.enter("Bob");
    EXPECT_EQ(alice.receive(), "Bob 进入了聊天室");
    for (const auto* text : {"one", "two", "three"}) {
        bob.send("C Bob " + std::string(text));
        EXPECT_EQ(alice.receive(), "Bob ： " + std::string(text));
    }
    EXPECT_EQ(daemon.ctl({"recall", "--user", "bob", "--since", "10m"}).output,
              "3 messages of Bob recalled: 3 to 5 (event 6)\n");
    EXPECT_EQ(alice.receive(), "管理员消息： Bob 的消息已撤回（编号 3 到 5）");
    const auto log = daemon.ctl({"log"}).output;
    EXPECT_THAT(log, HasSubstr("messages of Bob up to #5 were recalled (about #3)"));
    EXPECT_THAT(log, Not(HasSubstr("two")));
    EXPECT_EQ(daemon.ctl({"recall", "--user", "Bob", "--since", "10m"}).status, 1);
    EXPECT_EQ(daemon.ctl({"recall", "--user", "Bob"}).status, 1);
}

// Who has an event is told to the administrator and to a member who asks.
TEST(Delivered, NamesWhoHasAnEvent) {
    const TemporaryDirectory folder;
    const DaemonProcess daemon;
    const RawMember bob(daemon.endpoint());
    bob.enter("Bob");
    ClientInTerminal alice(daemon.endpoint(), folder.path() / "alice");
    EXPECT_EQ(bob.receive(), "Alice 进入了聊天室");
    alice.await("Alice entered the room");
    alice.type("hi\r");
    EXPECT_EQ(bob.receive(), "Alice ： hi");
    bob.send("C Bob well"); // What is behind it her own program gets after it.
    alice.await("well");
    alice.type("/missing\r");
    alice.await("number 3: 1 have classic programs, which cannot say: Bob");
    alice.type("/who 99\r");
    alice.await("there is no number 99 yet");
    alice.type("/who 3\r");
    alice.await("number 3: 1 have it: Alice");
    const auto delivered = daemon.ctl_json({"delivered", "3"});
    EXPECT_EQ(delivered.at("have").at(0).at("name"), "Alice");
    EXPECT_EQ(delivered.at("classic").at(0).at("name"), "Bob");
    EXPECT_EQ(daemon.ctl({"delivered", "3"}).output,
              "1 have it: Alice\n0 do not have it yet\n0 came in later\n"
              "1 have classic programs, which cannot say: Bob\n");
    EXPECT_EQ(daemon.ctl({"delivered", "99"}).status, 1);
}

} // namespace
} // namespace chatroom::end_to_end
