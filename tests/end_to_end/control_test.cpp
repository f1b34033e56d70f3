// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/end_to_end/control_client.hpp"
#include "tests/end_to_end/daemon_process.hpp"

#include <gtest/gtest.h>
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

    /// The code of the error in the answer to the line.
    int error_code(std::string_view line) {
        const json answer = ControlClient(daemon_.socket()).call(line);
        EXPECT_EQ(answer.at("jsonrpc"), "2.0");
        EXPECT_FALSE(answer.contains("result")) << answer;
        EXPECT_FALSE(answer.at("error").at("message").get<std::string>().empty());
        return answer.at("error").at("code").get<int>();
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

// A request that arrives in pieces is answered when its line is complete.
TEST_F(Control, PutsPiecesTogether) {
    ControlClient client(daemon_.socket());
    for (const char byte : std::string_view(R"({"jsonrpc":"2.0","id":1,"method":"ping"})")) {
        client.send(std::string_view(&byte, 1));
    }
    client.send("\n");
    EXPECT_EQ(client.receive().at("id"), 1);
}

// What is no JSON, no request, no method or no parameter is answered with its error code.
TEST_F(Control, AnswersNonsenseWithItsErrorCode) {
    EXPECT_EQ(error_code("garbage"), -32700);
    EXPECT_EQ(error_code(""), -32700);
    EXPECT_EQ(error_code("{"), -32700);
    EXPECT_EQ(error_code("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"\xff\"}"), -32700);
    EXPECT_EQ(error_code(std::string(20000, '[')), -32700);
    EXPECT_EQ(error_code("1"), -32600);
    EXPECT_EQ(error_code("[]"), -32600);
    EXPECT_EQ(error_code(R"([{"jsonrpc":"2.0","id":1,"method":"ping"}])"), -32600);
    EXPECT_EQ(error_code(R"({"id":1,"method":"ping"})"), -32600);
    EXPECT_EQ(error_code(R"({"jsonrpc":"1.0","id":1,"method":"ping"})"), -32600);
    EXPECT_EQ(error_code(R"({"jsonrpc":"2.0","id":1})"), -32600);
    EXPECT_EQ(error_code(R"({"jsonrpc":"2.0","id":1,"method":7})"), -32600);
    EXPECT_EQ(error_code(R"({"jsonrpc":"2.0","id":1,"method":"nonsense"})"), -32601);
    for (const std::string_view call :
         {R"("ping","params":{"x":1})", R"("announce")", R"("announce","params":{})",
          R"("announce","params":{"text":1})", R"("announce","params":{"text":"a","txet":"b"})",
          R"("announce","params":["a"])", R"("kick","params":{"reason":"a"})",
          R"("kick","params":{"name":null})", R"("log","params":{"count":0})",
          R"("log","params":{"count":1001})", R"("log","params":{"count":-1})",
          R"("log","params":{"count":1.5})", R"("log","params":{"count":"5"})"}) {
        EXPECT_EQ(error_code(R"({"jsonrpc":"2.0","id":1,"method":)" + std::string(call) + "}"),
                  -32602)
            << call;
    }
    EXPECT_EQ(error_code(R"({"jsonrpc":"2.0","id":1,"method":"announce","params":{"text":""}})"),
              1);
    EXPECT_EQ(error_code(R"({"jsonrpc":"2.0","id":1,"method":"kick","params":{"name":"Bob"}})"), 2);
}

// After nonsense, the same connection still understands sense.
TEST_F(Control, GoesOnAfterNonsense) {
    ControlClient client(daemon_.socket());
    EXPECT_TRUE(client.call("garbage").at("id").is_null());
    EXPECT_EQ(client.call(R"({"jsonrpc":"2.0","id":2,"method":"ping"})").at("id"), 2);
}

// A line above 64 KiB is told the limit, and the connection is closed.
TEST_F(Control, ClosesOnAnEndlessLine) {
    ControlClient client(daemon_.socket());
    client.send(std::string(64 * 1024 + 1, 'x'));
    const json answer = client.receive();
    EXPECT_EQ(answer.at("error").at("code"), 4);
    EXPECT_TRUE(answer.at("id").is_null());
    EXPECT_TRUE(client.closed());
}

// So is a peer that goes on writing without end, and everybody else is served meanwhile.
TEST_F(Control, ClosesOnAFloodWithoutLineBreaks) {
    ControlClient client(daemon_.socket());
    client.send(std::string(8 * 1024 * 1024, 'x'));
    EXPECT_EQ(daemon_.ctl({"ping"}).status, 0);
}

// A line of just 64 KiB is read.
TEST_F(Control, ReadsALineUpToTheLimit) {
    ControlClient client(daemon_.socket());
    std::string line = R"({"jsonrpc":"2.0","id":1,"method":"ping"})";
    line.resize(64 * 1024 - 1, ' ');
    EXPECT_EQ(client.call(line).at("id"), 1);
}

// 32 connections are served, half a request on each of them; one more is told so and closed.
TEST_F(Control, HasALimitOfConnections) {
    std::vector<ControlClient> clients;
    for (int count = 0; count < 32; ++count) {
        clients.emplace_back(daemon_.socket()).send(R"({"jsonrpc":"2.0","id":1,)");
    }
    alice_.expect_nothing();
    ControlClient one_more(daemon_.socket());
    const json answer = one_more.receive();
    EXPECT_EQ(answer.at("error").at("code"), 4);
    EXPECT_TRUE(answer.at("id").is_null());
    EXPECT_TRUE(one_more.closed());
    for (ControlClient& client : clients) {
        client.send("\"method\":\"ping\"}\n");
        EXPECT_EQ(client.receive().at("id"), 1);
    }
    clients.pop_back();
    clients.back().call(R"({"jsonrpc":"2.0","id":2,"method":"ping"})");
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
}

} // namespace
} // namespace chatroom::end_to_end
