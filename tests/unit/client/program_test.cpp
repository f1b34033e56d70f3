// SPDX-License-Identifier: GPL-3.0-or-later
// The real chatroom-client with pipes for standard input and output, byte for byte.
#include "tests/unit/client/client_process.hpp"
#include "tests/unit/client/stub_server.hpp"

#include <csignal>
#include <cstdio>
#include <memory>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

namespace chatroom::testing_support {

namespace {

TEST(ProgramTest, ChatsAndLeavesAtTheEndOfInput) {
    StubServer server;
    PipedClient client({"--classic", server.address(), "--name", "小明"});
    server.admit("小明");
    client.type("你好\n\n a  b \\ \n");
    EXPECT_EQ(server.receive(), "C 小明 你好");
    EXPECT_EQ(server.receive(), "C 小明  a  b \\ ");
    server.send("Bob ： 好\\");
    server.send("Bob ： \x1b[2J\xff");
    EXPECT_EQ(client.output.read_until("J\uFFFD\n"), "Bob ： 好\\\nBob ： \uFFFD[2J\uFFFD\n");
    client.type("再见");
    client.close_input();
    EXPECT_EQ(server.receive(), "C 小明 再见");
    server.dismiss("小明");
    EXPECT_EQ(client.wait(), 0);
    EXPECT_EQ(client.output.read_to_end(), "");
    EXPECT_EQ(client.error.read_to_end(), "you have left the room\n");
}

TEST(ProgramTest, TakesTheNameFromTheFirstLine) {
    StubServer server;
    PipedClient client({"--classic", server.address()});
    client.type("小明\n");
    server.admit("小明");
    client.close_input();
    server.dismiss("小明");
    EXPECT_EQ(client.wait(), 0);
}

// What comes through a pipe is text, whatever a person would mean by it.
TEST(ProgramTest, TakesNoCommandsFromAPipe) {
    StubServer server;
    PipedClient client({"--classic", server.address(), "--name", "小明"});
    server.admit("小明");
    client.type("quit\n/who\n//x\n");
    client.close_input();
    EXPECT_EQ(server.receive(), "C 小明 quit");
    EXPECT_EQ(server.receive(), "C 小明 /who");
    EXPECT_EQ(server.receive(), "C 小明 //x");
    server.dismiss("小明");
    EXPECT_EQ(client.wait(), 0);
}

// A terminal is no reason not to be a pipe where one is asked for.
TEST(ProgramTest, IsAPipeOnATerminalIfAsked) {
    StubServer server;
    TerminalClient client({"--classic", "--pipe", server.address(), "--name", "小明"});
    server.admit("小明");
    server.send("Bob ： 好");
    EXPECT_EQ(client.screen.read_until("\n"), "Bob ： 好\r\n");
    client.type("quit\n");
    EXPECT_EQ(server.receive(), "C 小明 quit");
    client.signal(SIGTERM);
    server.dismiss("小明");
    EXPECT_EQ(client.wait(), 0);
}

// With --json a line is an object, of a classic server's line as well.
TEST(ProgramTest, WritesJson) {
    StubServer server;
    PipedClient client({"--classic", "--json", server.address(), "--name", "小明"});
    server.admit("小明");
    server.send("\nBob ： 好\n");
    const auto line = client.output.read_until("\n");
    EXPECT_EQ(line.find(R"({"seq":0,"time":")"), 0U) << line;
    EXPECT_NE(line.find(R"("kind":"line","name":"","text":"Bob ： 好",)"), std::string::npos)
        << line;
    client.close_input();
    server.dismiss("小明");
    EXPECT_EQ(client.wait(), 0);
}

TEST(ProgramTest, SendsAfterEntryWhatWasWrittenBeforeIt) {
    StubServer server;
    PipedClient client({"--classic", server.address(), "--name", "小明"});
    client.type("一\n二\n");
    client.close_input();
    server.admit("小明");
    EXPECT_EQ(server.receive(), "C 小明 一");
    EXPECT_EQ(server.receive(), "C 小明 二");
    server.dismiss("小明");
    EXPECT_EQ(client.wait(), 0);
}

TEST(ProgramTest, ReadsAFileInOrderAndWhole) {
    StubServer server;
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::tmpfile(), std::fclose);
    ASSERT_TRUE(file);
    constexpr int line_count = 1000;
    for (int line = 0; line < line_count; ++line) {
        std::fprintf(file.get(), "第 %d 行\n", line);
    }
    std::rewind(file.get());
    PipedClient client({"--classic", server.address(), "--name", "小明"}, ::fileno(file.get()));
    server.admit("小明");
    for (int line = 0; line < line_count; ++line) {
        ASSERT_EQ(server.receive(), "C 小明 第 " + std::to_string(line) + " 行");
    }
    server.dismiss("小明");
    EXPECT_EQ(client.wait(), 0);
}

TEST(ProgramTest, SaysWhyItWasRefused) {
    StubServer server;
    PipedClient client({"--classic", server.address(), "--name", "Bob"});
    EXPECT_EQ(server.receive(), "L Bob");
    server.send("taken\x1b]0;x\x07");
    EXPECT_EQ(client.wait(), 75);
    EXPECT_EQ(client.output.read_to_end(), "");
    EXPECT_EQ(client.error.read_to_end(), "not admitted: taken\uFFFD]0;x\uFFFD\n");
}

TEST(ProgramTest, NeedsAName) {
    StubServer server;
    PipedClient client({"--classic", server.address()});
    client.close_input();
    EXPECT_EQ(client.wait(), 64);
    EXPECT_EQ(client.error.read_to_end(), "no name was given\n");
}

TEST(ProgramTest, AKickIsShownAndEndsIt) {
    StubServer server;
    PipedClient client({"--classic", server.address(), "--name", "小明"});
    server.admit("小明");
    server.send("小明退出了聊天室（被管理员请出）");
    server.send("Exit");
    server.send("EXIT");
    EXPECT_EQ(client.wait(), 77);
    EXPECT_EQ(client.output.read_to_end(), "小明退出了聊天室（被管理员请出）\n");
    EXPECT_EQ(client.error.read_to_end(), "the server has ended your stay\n");
}

TEST(ProgramTest, LeavesWhenASignalEndsIt) {
    for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
        StubServer server;
        PipedClient client({"--classic", server.address(), "--name", "小明"});
        server.admit("小明");
        server.send("Bob ： 好");
        client.output.read_until("Bob ： 好\n");
        client.signal(signal);
        server.dismiss("小明");
        EXPECT_EQ(client.wait(), 0);
    }
}

TEST(ProgramTest, LeavesWhenItsOutputIsGone) {
    StubServer server;
    PipedClient client({"--classic", server.address(), "--name", "小明"});
    server.admit("小明");
    client.output.close();
    server.send("Bob ： 好");
    server.dismiss("小明");
    EXPECT_EQ(client.wait(), 1);
    EXPECT_EQ(client.error.read_to_end(),
              "standard output is closed or takes no more\nyou have left the room\n");
}

TEST(ProgramTest, DoesNotSendALineThatIsTooLong) {
    StubServer server;
    PipedClient client({"--classic", server.address(), "--name", "小明"});
    server.admit("小明");
    client.type(std::string(1'000'000, 'x') + "\n" + std::string(4096, 'y') + "\n");
    EXPECT_EQ(server.receive(), "C 小明 " + std::string(4096, 'y'));
    EXPECT_EQ(client.error.read_until("\n"),
              "the message is too long and was not sent: at most 4096 bytes\n");
    client.close_input();
    server.dismiss("小明");
    EXPECT_EQ(client.wait(), 1);
}

TEST(ProgramTest, StaysThroughARestartOfTheServer) {
    auto server = std::make_unique<StubServer>();
    PipedClient client({"--classic", server->address(), "--name", "小明"});
    server->admit("小明");
    server->send("Bob ： 好");
    client.output.read_until("Bob ： 好\n");
    const auto port = server->port();
    server.reset();
    client.type("一\n");
    EXPECT_EQ(client.error.read_until("\n"),
              "the server is not reachable just now, what you say may be lost\n");
    server = std::make_unique<StubServer>(port);
    server->admit("小明");
    EXPECT_EQ(client.error.read_until("\n"), "the server is reachable again\n");
    client.type("四\n");
    EXPECT_EQ(server->receive(), "C 小明 四");
    client.close_input();
    server->dismiss("小明");
    EXPECT_EQ(client.wait(), 0);
    EXPECT_EQ(client.error.read_to_end(), "you have left the room\n");
}

TEST(ProgramTest, SaysWhenNothingListens) {
    const auto address = StubServer().address();
    PipedClient client({"--classic", address, "--name", "小明"});
    EXPECT_EQ(client.wait(), 69);
    EXPECT_EQ(client.error.read_to_end(),
              "nothing listens at " + address + ": is chatroomd running there?\n");
}

TEST(ProgramTest, SaysWhenNobodyAnswers) {
    StubServer server;
    PipedClient client({"--classic", server.address(), "--name", "小明"});
    for (int tries = 0; tries < 5; ++tries) {
        EXPECT_EQ(server.receive(), "L 小明");
    }
    EXPECT_EQ(client.wait(), 69);
    EXPECT_EQ(client.error.read_to_end(),
              "no answer from " + server.address() + ": is chatroomd running there?\n");
}

// Nothing but the goodbye tells that what was said has arrived.
TEST(ProgramTest, DoesNotWaitForAFarewellThatDoesNotCome) {
    StubServer server;
    PipedClient client({"--classic", server.address(), "--name", "小明"});
    server.admit("小明");
    client.type("一\n");
    client.close_input();
    EXPECT_EQ(server.receive(), "C 小明 一");
    EXPECT_EQ(server.receive(), "Q 小明");
    EXPECT_EQ(client.wait(), 69);
    EXPECT_EQ(client.error.read_to_end(), "you have left the room (the server did not answer)\n");
}

TEST(ProgramTest, DoesNotListenToAnybodyElse) {
    StubServer server;
    PipedClient client({"--classic", server.address(), "--name", "小明"});
    server.admit("小明");
    StubServer stranger;
    stranger.send_to_peer_of(server, "Exit");
    server.send("Bob ： 好");
    EXPECT_EQ(client.output.read_until("\n"), "Bob ： 好\n");
    client.close_input();
    server.dismiss("小明");
    EXPECT_EQ(client.wait(), 0);
}

TEST(ProgramTest, KnowsItsOptions) {
    PipedClient version({"--version"});
    EXPECT_EQ(version.output.read_to_end(), "chatroom-client " CHATROOM_VERSION "\n");
    EXPECT_EQ(version.wait(), 0);
    PipedClient help({"--help"});
    EXPECT_NE(help.output.read_to_end().find("HOST:PORT"), std::string::npos);
    EXPECT_EQ(help.wait(), 0);
}

TEST(ProgramTest, RefusesWhatItDoesNotUnderstand) {
    using Arguments = ClientProcess::Arguments;
    for (const auto& arguments :
         {Arguments{"--nonsense"}, Arguments{"--name"}, Arguments{"host:port"}, Arguments{""},
          Arguments{"127.0.0.1", "second"}}) {
        PipedClient client(arguments);
        EXPECT_EQ(client.wait(), 64);
        EXPECT_EQ(client.output.read_to_end(), "");
        EXPECT_NE(client.error.read_to_end(), "");
    }
}

TEST(ProgramTest, SaysWhenAHostIsNotFound) {
    // RFC 6761: names under .invalid never exist.
    PipedClient client({"nowhere.invalid", "--name", "小明"});
    EXPECT_EQ(client.wait(), 69);
    EXPECT_EQ(client.error.read_until("8888"), "cannot find the server nowhere.invalid:8888");
}

// A reader that has stopped reading keeps nobody from leaving.
TEST(ProgramTest, LeavesWhileItsOutputIsNotRead) {
    StubServer server;
    PipedClient client({"--classic", server.address(), "--name", "小明"});
    server.admit("小明");
    for (int count = 0; count < 200; ++count) { // More than a pipe holds.
        server.send("Bob ： " + std::string(1000, 'x'));
    }
    client.output.read_until("Bob");
    client.signal(SIGTERM);
    server.dismiss("小明");
    EXPECT_EQ(client.wait(), 1);
}

} // namespace

} // namespace chatroom::testing_support
