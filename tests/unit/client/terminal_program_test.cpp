// SPDX-License-Identifier: GPL-3.0-or-later
// The real chatroom-client on a pseudo-terminal, as a person uses it.
#include "tests/unit/client/client_process.hpp"
#include "tests/unit/client/stub_server.hpp"

#include <csignal>

#include <gtest/gtest.h>

namespace chatroom::testing_support {

namespace {

constexpr std::string_view control_c = "\x03";
constexpr std::string_view control_d = "\x04";
constexpr std::string_view control_z = "\x1a";
constexpr std::string_view backspace = "\x7f";

class TerminalProgramTest : public testing::Test {
protected:
    void come_in() {
        client_.screen.read_until("Your name: ");
        client_.type("小明\r");
        server_.admit("小明");
        client_.screen.read_until("小明 : ");
    }

    void expect_it_to_leave() {
        server_.dismiss("小明");
        EXPECT_EQ(client_.wait(), 0);
        client_.screen.read_until("* you have left the room\r\n");
        EXPECT_TRUE(client_.has_its_settings_back());
    }

    StubServer server_;
    TerminalClient client_{{"--classic", server_.address()}};
};

TEST_F(TerminalProgramTest, AsksForANameUntilItIsAdmitted) {
    client_.screen.read_until("Your name: ");
    client_.type("\rBob\r");
    EXPECT_EQ(server_.receive(), "L Bob");
    server_.send("这个名字已经有人用了\x1b[2J");
    client_.screen.read_until("* not admitted: 这个名字已经有人用了\uFFFD[2J\r\n");
    come_in();
    client_.type("quit\r");
    expect_it_to_leave();
}

TEST_F(TerminalProgramTest, KeepsHalfALineWhileOthersTalk) {
    come_in();
    client_.type("打了一半");
    client_.screen.read_until("打了一半");
    for (int line = 0; line < 100; ++line) {
        const auto text = "Bob ： 第 " + std::to_string(line) + " 行";
        server_.send(text);
        client_.screen.read_until(text + "\r\n");
        client_.screen.read_until("小明 : 打了一半");
    }
    client_.type("的行，删掉" + std::string(backspace) + std::string(backspace) + "说完\r");
    EXPECT_EQ(server_.receive(), "C 小明 打了一半的行，说完");
    client_.type(control_c);
    expect_it_to_leave();
}

TEST_F(TerminalProgramTest, KeepsALineThatIsLongerThanTheScreenIsWide) {
    come_in();
    std::string text;
    for (int word = 0; word < 40; ++word) {
        text += "很长的" + std::to_string(word);
    }
    client_.type(text);
    server_.send("Bob ： 插话");
    client_.screen.read_until("Bob ： 插话\r\n");
    client_.type("！\r");
    EXPECT_EQ(server_.receive(), "C 小明 " + text + "！");
    client_.type(control_d);
    expect_it_to_leave();
}

TEST_F(TerminalProgramTest, SendsEachLineThatIsPastedAtOnce) {
    come_in();
    client_.type("一\r二\r三\r");
    EXPECT_EQ(server_.receive(), "C 小明 一");
    EXPECT_EQ(server_.receive(), "C 小明 二");
    EXPECT_EQ(server_.receive(), "C 小明 三");
    client_.type("quit\r");
    expect_it_to_leave();
}

TEST_F(TerminalProgramTest, TakesBackTheTerminalWhenItIsKicked) {
    come_in();
    client_.type("打了一半");
    server_.send("小明退出了聊天室（被管理员请出）");
    server_.send("Exit");
    client_.screen.read_until("小明退出了聊天室（被管理员请出）\r\n");
    client_.screen.read_until("* the server has ended your stay\r\n");
    EXPECT_EQ(client_.wait(), 77);
    EXPECT_TRUE(client_.has_its_settings_back());
}

TEST_F(TerminalProgramTest, TakesBackTheTerminalWhenNobodyAnswers) {
    client_.screen.read_until("Your name: ");
    client_.type("小明\r");
    client_.screen.read_until("* no answer from " + server_.address());
    EXPECT_EQ(client_.wait(), 69);
    EXPECT_TRUE(client_.has_its_settings_back());
}

TEST_F(TerminalProgramTest, EndsAtTheNamePromptWithoutAWordToTheServer) {
    client_.screen.read_until("Your name: ");
    client_.type(control_c);
    EXPECT_EQ(client_.wait(), 0);
    EXPECT_TRUE(client_.has_its_settings_back());

    TerminalClient other({"--classic", server_.address()});
    other.screen.read_until("Your name: ");
    other.type(control_d);
    EXPECT_EQ(other.wait(), 0);
}

TEST_F(TerminalProgramTest, LeavesWhenItIsTerminated) {
    come_in();
    client_.signal(SIGTERM);
    expect_it_to_leave();
}

TEST_F(TerminalProgramTest, RedrawsTheLineWhenTheScreenChangesItsSize) {
    come_in();
    client_.type("打了");
    client_.screen.read_until("打了");
    client_.resize(40);
    client_.screen.read_until("打了");
    client_.type("字\r");
    EXPECT_EQ(server_.receive(), "C 小明 打了字");
    client_.type("quit\r");
    expect_it_to_leave();
}

// The program leads its session here, so that nobody could wake it and the kernel does not stop it.
TEST_F(TerminalProgramTest, RedrawsTheLineAfterASuspension) {
    come_in();
    client_.type("打了");
    client_.screen.read_until("打了");
    client_.type(control_z);
    client_.screen.read_until("打了");
    client_.type("字\r");
    EXPECT_EQ(server_.receive(), "C 小明 打了字");
    client_.type("quit\r");
    expect_it_to_leave();
}

TEST_F(TerminalProgramTest, SkipsTheQuestionIfTheNameIsGiven) {
    TerminalClient named({"--classic", server_.address(), "--name", "小红"});
    server_.admit("小红");
    named.screen.read_until("小红 : ");
    named.type(control_d);
    server_.dismiss("小红");
    EXPECT_EQ(named.wait(), 0);
}

} // namespace

} // namespace chatroom::testing_support
