// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/end_to_end/chat_client.hpp"

#include <csignal>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace chatroom::end_to_end {
namespace {

using testing::HasSubstr;

/// A client of the classic protocol, which keeps nothing.
class Client : public ChatClient {
public:
    Client(const Endpoint& server, const std::string& name)
        : ChatClient(server, name, "/nowhere", {"--classic"}) {}
};

// Two people chat: each hears the other, and neither hears themselves.
TEST(ClassicClient, TwoPeopleChat) {
    const DaemonProcess daemon;
    const RawMember witness(daemon.endpoint());
    witness.enter("Witness");
    Client alice(daemon.endpoint(), "Alice");
    EXPECT_EQ(witness.receive(), "Alice 进入了聊天室");
    Client ming(daemon.endpoint(), "小明");
    EXPECT_EQ(witness.receive(), "小明 进入了聊天室");
    alice.expect_line("小明 进入了聊天室");
    alice.say("你好，小明");
    ming.expect_line("Alice ： 你好，小明");
    ming.say("  hello  Alice ");
    alice.expect_line("小明 ：   hello  Alice ");
    daemon.ctl({"announce", "今晚八点"});
    alice.expect_line("管理员消息： 今晚八点");
    ming.expect_line("管理员消息： 今晚八点");
    ming.process().close_input(); // The end of the input leaves.
    EXPECT_EQ(ming.process().wait(), 0);
    alice.expect_line("小明退出了聊天室");
    alice.process().close_input();
    EXPECT_EQ(alice.process().wait(), 0);
    EXPECT_EQ(
        alice.process().output().wait_for_end(),
        "小明 进入了聊天室\n小明 ：   hello  Alice \n管理员消息： 今晚八点\n小明退出了聊天室\n");
    EXPECT_EQ(ming.process().output().wait_for_end(),
              "Alice ： 你好，小明\n管理员消息： 今晚八点\n");
    EXPECT_EQ(daemon.ctl_json({"who"}).at("members").size(), 1U);
}

// A server with several addresses is reached at each of them: it answers from the one that was
// asked, and so are its notices sent.
TEST(ClassicClient, ReachesEveryAddressOfTheServer) {
    const DaemonProcess daemon({.listen = "[::]:0"});
    const RawMember witness(daemon.endpoint());
    witness.enter("Witness");
    Client bob({own_loopback_host(), daemon.endpoint().port}, "Bob");
    EXPECT_EQ(witness.receive(), "Bob 进入了聊天室");
    witness.send("C Witness hello");
    bob.expect_line("Witness ： hello");
    bob.process().close_input();
    EXPECT_EQ(bob.process().wait(), 0);
}

// A script: lines piped in are all said, then the client leaves.
TEST(ClassicClient, SaysAllLinesOfAPipe) {
    const DaemonProcess daemon;
    const RawMember witness(daemon.endpoint());
    witness.enter("Witness");
    const Ran ran =
        run_program({client_program, to_string(daemon.endpoint()), "--name", "Bob", "--classic"},
                    "one\ntwo\nthree, without an end");
    EXPECT_EQ(ran.status, 0) << ran.errors;
    for (const std::string_view line : {"Bob 进入了聊天室", "Bob ： one", "Bob ： two",
                                        "Bob ： three, without an end", "Bob退出了聊天室"}) {
        EXPECT_EQ(witness.receive(), line);
    }
    witness.expect_nothing();
}

// Without a terminal and without --name, the first line is the name.
TEST(ClassicClient, TakesTheNameFromTheFirstLine) {
    const DaemonProcess daemon;
    const RawMember witness(daemon.endpoint());
    witness.enter("Witness");
    const Ran ran =
        run_program({client_program, to_string(daemon.endpoint()), "--classic"}, "Bob\nhi\n");
    EXPECT_EQ(ran.status, 0) << ran.errors;
    for (const std::string_view line : {"Bob 进入了聊天室", "Bob ： hi", "Bob退出了聊天室"}) {
        EXPECT_EQ(witness.receive(), line);
    }
}

// A refused name ends a client without a terminal with the reason.
TEST(ClassicClient, RefusedIsToldWhy) {
    const DaemonProcess daemon;
    const RawMember witness(daemon.endpoint());
    witness.enter("Bob");
    const Ran ran = run_program(
        {client_program, to_string(daemon.endpoint()), "--name", "bob", "--classic"}, "hi\n");
    EXPECT_EQ(ran.status, 75);
    EXPECT_THAT(ran.errors, HasSubstr("this name is taken, choose another"));
    witness.expect_nothing();
}

// Ctrl+C leaves properly: the farewell is said and the others are told.
TEST(ClassicClient, LeavesOnCtrlC) {
    const DaemonProcess daemon;
    const RawMember witness(daemon.endpoint());
    witness.enter("Witness");
    for (const int number : {SIGINT, SIGTERM}) {
        Client client(daemon.endpoint(), "Bob");
        EXPECT_EQ(witness.receive(), "Bob 进入了聊天室");
        client.process().signal(number);
        EXPECT_EQ(client.process().wait(), 0);
        EXPECT_EQ(witness.receive(), "Bob退出了聊天室");
    }
}

// A kicked client shows the notice and ends on the farewell.
TEST(ClassicClient, EndsWhenKicked) {
    const DaemonProcess daemon;
    const RawMember witness(daemon.endpoint());
    witness.enter("Witness");
    Client client(daemon.endpoint(), "Bob");
    EXPECT_EQ(witness.receive(), "Bob 进入了聊天室");
    EXPECT_EQ(daemon.ctl({"kick", "Bob", "刷屏"}).status, 0);
    EXPECT_EQ(client.process().wait(), 77);
    EXPECT_EQ(client.process().output().wait_for_end(), "Bob退出了聊天室（被管理员请出： 刷屏）\n");
}

// The client stays through a restart of the daemon, and what it says then is heard.
TEST(ClassicClient, StaysThroughARestart) {
    DaemonProcess daemon({.listen = own_loopback_address()});
    const RawMember witness(daemon.endpoint());
    witness.enter("Witness");
    Client client(daemon.endpoint(), "Bob");
    EXPECT_EQ(witness.receive(), "Bob 进入了聊天室");
    daemon.kill9();
    daemon.start_again();
    client.say("still here");
    EXPECT_EQ(witness.receive(), "Bob ： still here");
    witness.send("C Witness indeed");
    client.expect_line("Witness ： indeed");
}

// Where nobody listens, the client says so in words.
TEST(ClassicClient, SaysThatNobodyListens) {
    Endpoint nobody;
    {
        const DaemonProcess daemon({.listen = own_loopback_address()});
        nobody = daemon.endpoint();
    }
    const Ran ran = run_program({client_program, to_string(nobody), "--name", "Bob", "--classic"},
                                "hi\n", {"LC_ALL=C.UTF-8"});
    EXPECT_EQ(ran.status, 69);
    EXPECT_THAT(ran.errors, HasSubstr(to_string(nobody)));
    EXPECT_THAT(ran.errors, HasSubstr("chatroomd"));
    EXPECT_EQ(ran.output, "");
}

} // namespace
} // namespace chatroom::end_to_end
