// SPDX-License-Identifier: GPL-3.0-or-later
// The real chatroom-client on a pseudo-terminal, as a person uses it.
#include "client/io/private_file.hpp"
#include "tests/temporary_directory.hpp"
#include "tests/unit/client/client_process.hpp"
#include "tests/unit/client/stub_server.hpp"

#include <csignal>
#include <filesystem>
#include <fstream>

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
        client_.screen.read_until("▎ you have left the room\r\r\n");
        EXPECT_TRUE(client_.has_its_settings_back());
    }

    StubServer server_;
    TerminalClient client_{{"--classic", server_.address(), "--times", "off", "--color", "never"}};
};

TEST_F(TerminalProgramTest, AsksForANameUntilItIsAdmitted) {
    client_.screen.read_until("Your name: ");
    client_.type("\rBob\r");
    EXPECT_EQ(server_.receive(), "L Bob");
    server_.send("这个名字已经有人用了\x1b[2J");
    client_.screen.read_until("▎ not admitted: 这个名字已经有人用了\uFFFD[2J\r\r\n");
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
        client_.screen.read_until(text + "\r\r\n");
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
    client_.screen.read_until("Bob ： 插话\r\r\n");
    client_.type("！\r");
    EXPECT_EQ(server_.receive(), "C 小明 " + text + "！");
    client_.type(control_d);
    expect_it_to_leave();
}

// A paste shows that it has several lines, and one key sends them.
TEST_F(TerminalProgramTest, SendsLinesThatWerePastedAfterOneConfirmation) {
    come_in();
    client_.type("\x1b[200~一\r二\r三\x1b[201~");
    client_.screen.read_until("一⏎二⏎三");
    client_.type("\r");
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
    client_.screen.read_until("小明退出了聊天室（被管理员请出）\r\r\n");
    client_.screen.read_until("▎ the server has ended your stay\r\r\n");
    EXPECT_EQ(client_.wait(), 77);
    EXPECT_TRUE(client_.has_its_settings_back());
}

TEST_F(TerminalProgramTest, TakesBackTheTerminalWhenNobodyAnswers) {
    client_.screen.read_until("Your name: ");
    client_.type("小明\r");
    client_.screen.read_until("▎ no answer from " + server_.address());
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

// Ctrl+C is about the line while there is one.
TEST_F(TerminalProgramTest, ClearsALineWithControlC) {
    come_in();
    client_.type("打了");
    client_.screen.read_until("打了");
    client_.type(control_c);
    client_.screen.read_until("小明 : \x1b[?7h");
    client_.type("字\r");
    EXPECT_EQ(server_.receive(), "C 小明 字");
    client_.screen.read_until("小明 : \x1b[?7h");
    client_.type(control_c);
    expect_it_to_leave();
}

// Whoever closes the window has left.
TEST_F(TerminalProgramTest, LeavesWhenTheWindowIsClosed) {
    come_in();
    client_.close_window();
    server_.dismiss("小明");
    EXPECT_EQ(client_.wait(), 0);
}

// A crash leaves a terminal that can be used, without brackets around what is pasted.
TEST_F(TerminalProgramTest, GivesTheTerminalBackWhenItCrashes) {
    come_in();
    EXPECT_FALSE(client_.has_its_settings_back());
    client_.signal(SIGABRT);
    client_.screen.read_until("\x1b[?2004l\x1b[?7h\x1b[m");
    EXPECT_EQ(client_.wait(), -1);
    EXPECT_TRUE(client_.has_its_settings_back());
}

// A shell may have set the terminal as it likes while the program was stopped.
TEST_F(TerminalProgramTest, TakesTheTerminalAgainWhenItGoesOn) {
    come_in();
    client_.type("打了");
    client_.screen.read_until("打了");
    client_.signal(SIGSTOP);
    client_.set_as_before();
    client_.signal(SIGCONT);
    client_.screen.read_until("打了");
    EXPECT_FALSE(client_.has_its_settings_back());
    client_.type("字\r");
    EXPECT_EQ(server_.receive(), "C 小明 打了字");
    client_.type("quit\r");
    expect_it_to_leave();
}

// A family of emoji, a flag and a letter with its accent are one character each.
TEST_F(TerminalProgramTest, EditsWhatAPersonSeesAsOneCharacter) {
    come_in();
    client_.type("a👩\u200D👩\u200D👧" + std::string(backspace) + "🇨🇳e\u0301\x1b[D\x1b[Dx\r");
    EXPECT_EQ(server_.receive(), "C 小明 ax🇨🇳e\u0301");
    client_.type("quit\r");
    expect_it_to_leave();
}

// So they are to the keys of vi.
TEST(TerminalHabitsTest, DeleteWholeCharactersWithTheKeysOfVi) {
    TemporaryDirectory home;
    const auto inputrc = home.path() / "inputrc";
    std::ofstream(inputrc) << "set editing-mode vi\n";
    StubServer server;
    TerminalClient client({"--classic", server.address(), "--name", "Ann"},
                          {.inputrc = inputrc.string()});
    server.admit("Ann");
    client.screen.read_until("Ann : ");
    client.type("ab👩\u200D👩\u200D👧🇨🇳");
    client.screen.read_until("🇨🇳");
    client.type("\x1b");
    client.type("x"); // The flag.
    client.type("X"); // The letter in front of the family, on which the caret is then.
    client.type("x\r");
    EXPECT_EQ(server.receive(), "C Ann a");
    client.signal(SIGTERM);
    server.dismiss("Ann");
    EXPECT_EQ(client.wait(), 0);
}

// More than a few lines are not sent by mistake.
TEST_F(TerminalProgramTest, AsksBeforeItSendsMoreThanFiveLines) {
    come_in();
    client_.type("\x1b[200~1\r2\r3\r4\r5\r6\r\x1b[201~");
    client_.screen.read_until("1⏎2⏎3⏎4⏎5⏎6");
    client_.type("\r");
    client_.screen.read_until("6 lines were pasted");
    client_.type("n");
    client_.screen.read_until("1⏎2⏎3⏎4⏎5⏎6");
    client_.type("\r");
    client_.screen.read_until("6 lines were pasted");
    client_.type("y");
    for (const char* line : {"1", "2", "3", "4", "5", "6"}) {
        EXPECT_EQ(server_.receive(), "C 小明 " + std::string(line));
    }
    client_.type("quit\r");
    expect_it_to_leave();
}

// A paste without brackets is one, too: nothing of it is sent before the Enter key.
TEST_F(TerminalProgramTest, KnowsAPasteWithoutBrackets) {
    come_in();
    client_.type("一\r二");
    client_.screen.read_until("一⏎二");
    client_.type(control_c);
    client_.screen.read_until("小明 : \x1b[?7h");
    client_.type("三\r");
    EXPECT_EQ(server_.receive(), "C 小明 三");
    client_.type("quit\r");
    expect_it_to_leave();
}

// What is typed does not flow: the cursor stays in one row whatever its length.
TEST_F(TerminalProgramTest, StaysInOneRow) {
    come_in();
    client_.type(std::string(500, 'x'));
    client_.screen.read_until("<xxx");
    const auto shown = client_.screen.read_until("\x1b[?7h");
    EXPECT_EQ(shown.find('\n'), std::string::npos);
    client_.type("\x15quit\r");
    expect_it_to_leave();
}

/// Comes in, says something and leaves, on a terminal of some kind.
void stay(const ClientProcess::Setting& setting) {
    StubServer server;
    TerminalClient client({"--classic", server.address(), "--name", "Ann"}, setting);
    server.admit("Ann");
    client.screen.read_until("Ann : ");
    server.send("Bob ： hi");
    client.screen.read_until("hi\r\r\n");
    client.type("hello\r");
    EXPECT_EQ(server.receive(), "C Ann hello");
    client.type("quit\r");
    server.dismiss("Ann");
    EXPECT_EQ(client.wait(), 0);
    const auto rest = client.screen.read_until("you have left the room");
    EXPECT_TRUE(client.has_its_settings_back());
    if (setting.terminal == "dumb" || setting.terminal.empty()) {
        EXPECT_EQ(rest.find('\x1b'), std::string::npos);
    }
}

// Terminals that can do nothing, or of which nothing is known, do.
TEST(PoorTerminalTest, IsEnough) {
    stay({.terminal = "dumb"});
    stay({.terminal = ""});
    stay({.terminal = "no-such-terminal"});
    stay({.terminal = "vt100"});
}

// The size of a screen may be anything, and need not be known.
TEST(PoorTerminalTest, MayHaveAnySize) {
    stay({.rows = 0, .columns = 0});
    StubServer server;
    for (const auto columns : {std::uint16_t{1}, std::uint16_t{3}}) {
        TerminalClient client({"--classic", server.address(), "--name", "Ann", "--times", "off"},
                              {.rows = 1, .columns = columns});
        server.admit("Ann");
        client.screen.read_until("\x1b[?2004h");
        server.send("Bob ： 小");
        // In one column nothing fits behind the indent, without which it might be anybody's line.
        client.screen.read_until(columns == 1 ? "B" : "小");
        client.type("x\r");
        EXPECT_EQ(server.receive(), "C Ann x");
        client.type("quit\r");
        server.dismiss("Ann");
        EXPECT_EQ(client.wait(), 0);
    }
}

// The user's own keys hold, and what was typed is there again in the next stay.
TEST(TerminalHabitsTest, AreThoseOfTheUser) {
    TemporaryDirectory home;
    const auto inputrc = home.path() / "inputrc";
    std::ofstream(inputrc) << "\"\\C-t\": \"good morning\"\n\"\\C-o\": backward-char\n";
    const ClientProcess::Setting setting{.data_home = home.path().string(),
                                         .inputrc = inputrc.string()};
    StubServer server;
    for (const char* keys : {"\x14\x0f\x0f😀\r", "\x1b[A\x1b[A\r"}) { // Above "quit".
        TerminalClient client({"--classic", server.address(), "--name", "Ann"}, setting);
        server.admit("Ann");
        client.screen.read_until("Ann : ");
        client.type(keys);
        EXPECT_EQ(server.receive(), "C Ann good morni😀ng");
        client.type("quit\r");
        server.dismiss("Ann");
        EXPECT_EQ(client.wait(), 0);
    }
    const auto history = home.path() / "chatroom/history";
    EXPECT_EQ(std::filesystem::status(history).permissions(),
              std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
}

TEST_F(TerminalProgramTest, SkipsTheQuestionIfTheNameIsGiven) {
    TerminalClient named({"--classic", server_.address(), "--name", "小红"});
    server_.admit("小红");
    named.screen.read_until("小红 : ");
    named.type(control_d);
    server_.dismiss("小红");
    EXPECT_EQ(named.wait(), 0);
}

// The terminal is given back before anything else is waited for, such as another program that has
// the history locked.
TEST(TerminalHabitsTest, DoNotKeepTheTerminalForTheHistory) {
    TemporaryDirectory home;
    std::filesystem::create_directory(home.path() / "chatroom");
    const FileLock lock(home.path() / "chatroom/history");
    StubServer server;
    TerminalClient client({"--classic", server.address(), "--name", "Ann"},
                          {.data_home = home.path().string()});
    server.admit("Ann");
    client.screen.read_until("Ann : ");
    client.type("x\r");
    EXPECT_EQ(server.receive(), "C Ann x");
    client.type("quit\r");
    server.dismiss("Ann");
    client.screen.read_until("you have left the room");
    client.screen.read_until("\x1b[?2004l"); // The last it writes.
    client.signal(SIGTERM);
    EXPECT_EQ(client.wait(), -1); // It was waiting for the history.
    EXPECT_TRUE(client.has_its_settings_back());
}

} // namespace

} // namespace chatroom::testing_support
