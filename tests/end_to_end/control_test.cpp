// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/end_to_end/control_client.hpp"
#include "tests/end_to_end/daemon_process.hpp"

#include <gmock/gmock.h>
#include <sys/stat.h>
#include <unistd.h>

namespace chatroom::end_to_end {
namespace {

using nlohmann::json;

/// A room with a member who must not notice anything of what happens at the control socket.
class Control : public testing::Test {
protected:
    Control() : alice_(daemon_.endpoint()) { alice_.enter("Alice"); }

    void TearDown() override {
        alice_.expect_nothing();
        EXPECT_EQ(daemon_.ctl({"ping"}).status, 0);
    }

    DaemonProcess daemon_;
    RawMember alice_;
};

// Each request of a connection is answered under its id, in order; a notification is not.
TEST_F(Control, AnswersInOrder) {
    ControlClient client(daemon_.socket());
    client.send(R"({"jsonrpc":"2.0","id":1,"method":"ping"})"
                "\n"
                R"({"jsonrpc":"2.0","method":"ping"})"
                "\n"
                R"({"jsonrpc":"2.0","id":"two","method":"nonsense"})"
                "\n"
                R"({"jsonrpc":"2.0","id":3,"method":"status","params":{}})"
                "\n");
    const json first = client.receive();
    EXPECT_EQ(first.at("id"), 1);
    EXPECT_EQ(first.at("jsonrpc"), "2.0");
    EXPECT_TRUE(first.at("result").at("version").is_string());
    EXPECT_EQ(client.receive().at("id"), "two");
    const json third = client.receive();
    EXPECT_EQ(third.at("id"), 3);
    EXPECT_EQ(third.at("result").at("pid"), daemon_.process().pid());
    client.finish_sending();
    EXPECT_TRUE(client.closed());
}

// A peer that goes on writing without end is closed, and everybody else is served meanwhile.
TEST_F(Control, ClosesOnAFloodWithoutLineBreaks) {
    ControlClient client(daemon_.socket());
    client.send(std::string(8 * 1024 * 1024, 'x'));
    EXPECT_EQ(daemon_.ctl({"ping"}).status, 0);
}

// Connections that end in the middle of a request or of an answer harm nobody.
TEST_F(Control, SurvivesPeersThatHangUp) {
    for (int round = 0; round < 100; ++round) {
        ControlClient half(daemon_.socket());
        half.send(R"({"jsonrpc":"2.0",)");
        ControlClient deaf(daemon_.socket());
        deaf.send(R"({"jsonrpc":"2.0","id":1,"method":"status"})"
                  "\n");
    }
}

// A peer that asks and asks and never reads is no reason to wait for anybody else.
TEST_F(Control, IsNotHeldUpByAPeerThatNeverReads) {
    for (int part = 0; part < 50; ++part) {
        ControlClient(daemon_.socket())
            .call(R"({"jsonrpc":"2.0","id":1,"method":"announce","params":{"text":")" +
                  std::string(4000, 'x') + "\"}}");
        for (std::size_t heard = 0; heard < 4000;) {
            heard += alice_.receive().size() - std::string_view("管理员消息： ").size();
        }
    }
    ControlClient deaf(daemon_.socket());
    for (int count = 0; count < 100; ++count) {
        deaf.send(R"({"jsonrpc":"2.0","id":1,"method":"log","params":{"count":1000}})"
                  "\n");
    }
    alice_.expect_nothing();
    EXPECT_EQ(daemon_.ctl({"who"}).status, 0);
}

// Open connections do not keep the daemon from ending.
TEST(ControlAtTheEnd, OpenConnectionsAreClosed) {
    DaemonProcess daemon;
    ControlClient idle(daemon.socket());
    ControlClient half(daemon.socket());
    half.send(R"({"jsonrpc":"2.0",)");
    EXPECT_EQ(idle.call(R"({"jsonrpc":"2.0","id":1,"method":"ping"})").at("id"), 1);
    EXPECT_EQ(daemon.terminate(), 0);
    EXPECT_TRUE(idle.closed());
    EXPECT_TRUE(half.closed());
    EXPECT_FALSE(std::filesystem::exists(daemon.socket()));
}

// The socket is for its owner and group; others cannot connect.
TEST_F(Control, SocketIsNotForOthers) {
    struct stat status {};
    ASSERT_EQ(::stat(daemon_.socket().c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 07777U, 0660U);
    struct stat state {};
    ASSERT_EQ(::stat(daemon_.state().c_str(), &state), 0);
    EXPECT_EQ(state.st_mode & 0007U, 0U);
}

// Every call that changes something is logged with the caller's uid and gid, escaped.
TEST_F(Control, LogsWhoChangedWhat) {
    const std::string who =
        "uid " + std::to_string(::getuid()) + " gid " + std::to_string(::getgid());
    ControlClient client(daemon_.socket());
    client.call(R"({"jsonrpc":"2.0","id":1,"method":"announce","params":{"text":"a\u001b[31m"}})");
    EXPECT_EQ(alice_.receive(), "管理员消息： a[31m");
    const std::string announced = daemon_.process().errors().wait_for_line("announce");
    EXPECT_NE(announced.find(who), std::string::npos) << announced;
    EXPECT_EQ(announced.find('\x1b'), std::string::npos);
    client.call(R"({"jsonrpc":"2.0","id":1,"method":"kick","params":{"name":"Nobody"}})");
    const std::string kicked = daemon_.process().errors().wait_for_line("kick");
    EXPECT_NE(kicked.find(who), std::string::npos) << kicked;
    // What follows an option is text of the caller's, too.
    client.call(
        R"({"jsonrpc":"2.0","id":1,"method":"recall","params":{"name":"x\nuid 0 pid 1: ban",)"
        R"("since_seconds":5}})");
    EXPECT_THAT(daemon_.process().errors().wait_for_line("recall"),
                testing::HasSubstr(R"( --user "x\x0Auid 0 pid 1: ban" --since "5s")"));
}

} // namespace
} // namespace chatroom::end_to_end
