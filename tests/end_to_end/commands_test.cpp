// SPDX-License-Identifier: GPL-3.0-or-later
// What somebody types at the terminal of a client in a real room.
#include "tests/end_to_end/chat_client.hpp"
#include "tests/end_to_end/client_in_terminal.hpp"

#include <gmock/gmock.h>

namespace chatroom::end_to_end {
namespace {

using testing::HasSubstr;
using testing::Not;

class Commands : public testing::Test {
protected:
    Commands() {
        bob_.enter("Bob");
        for (int number = 1; number <= 5; ++number) {
            bob_.send("C Bob earlier " + std::to_string(number));
        }
        // What is answered behind them has them in front of it.
        bob_.expect_nothing();
    }

    TemporaryDirectory folder_;
    DaemonProcess daemon_{{.config = "[room]\nhistory = 3\n"}};
    RawMember bob_{daemon_.endpoint()};
};

// A command is never said, whether there is such a one or not; two slashes say one.
TEST_F(Commands, AreNeverSaid) {
    ClientInTerminal alice(daemon_.endpoint(), folder_.path());
    EXPECT_EQ(bob_.receive(), "Alice 进入了聊天室");
    alice.type("/msg Bob secret\r");
    alice.await("there is no command /msg, and it was not said");
    alice.type("//etc\r");
    EXPECT_EQ(bob_.receive(), "Alice ： /etc");
    alice.type("/me waves\r");
    EXPECT_EQ(bob_.receive(), "Alice ： *waves*");
    alice.type("退出\r");
    EXPECT_EQ(bob_.receive(), "Alice退出了聊天室");
    EXPECT_EQ(alice.wait(), 0);
    EXPECT_THAT(daemon_.ctl({"log"}).output, Not(HasSubstr("secret")));
}

// Members learn who is there from the room, and what happened earlier as far as it allows.
TEST_F(Commands, AskTheRoom) {
    ClientInTerminal alice(daemon_.endpoint(), folder_.path());
    alice.await("Alice entered the room");
    alice.type("/who\r");
    alice.await("2 here: Bob, Alice");
    alice.type("/who bo\r");
    alice.await("1 here with \"bo\" in the name: Bob");
    daemon_.ctl({"topic", "the exam"});
    alice.await("topic is: the exam");
    alice.type("/topic\r");
    alice.await("▎ the topic is: the exam");
    alice.type("/history\r"); // She has been given as much as she may have.
    alice.await("there is nothing earlier that you may see");
}

// Without Readline and a person the same lines are text.
TEST_F(Commands, AreTextInAPipe) {
    ChatClient alice(daemon_.endpoint(), "Alice", folder_.path());
    EXPECT_EQ(bob_.receive(), "Alice 进入了聊天室");
    alice.say("/who");
    EXPECT_EQ(bob_.receive(), "Alice ： /who");
}

} // namespace
} // namespace chatroom::end_to_end
