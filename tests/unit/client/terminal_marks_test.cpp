// SPDX-License-Identifier: GPL-3.0-or-later
// Our own messages on a terminal: shown at once, with marks that change in their place.
#include "tests/temporary_directory.hpp"
#include "tests/unit/client/client_process.hpp"
#include "tests/unit/client/screen.hpp"
#include "tests/unit/client/stub_server.hpp"

#include <csignal>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace chatroom::testing_support {

namespace {

using testing::ElementsAre;
using testing::Matcher;
using Rows = std::vector<std::string>;

class TerminalMarksTest : public testing::Test {
protected:
    void come_in() {
        EXPECT_EQ(server_.receive(), "enter Bob");
        server_.send("entered");
        await(ElementsAre(welcome, "Bob :"));
    }

    /// Until the screen looks like this.
    void await(const Matcher<Rows>& expected) {
        while (!Matches(expected)(screen_.rows())) {
            screen_.write(client_.screen.read_some(testing::PrintToString(screen_.rows())));
        }
    }

    void say(const std::string& text) {
        client_.type(text + "\r");
        EXPECT_EQ(server_.receive(), "say " + text);
    }

    const std::string welcome = "▎ you are in the room; type quit or press Ctrl+D to leave";
    StubServer server_;
    TemporaryDirectory directory_;
    Screen screen_{24, 80};
    TerminalClient client_{{std::to_string(server_.port()), directory_.path().string()},
                           {.program = SCRIPTED_CLIENT_PROGRAM}};
};

// A message is there at once and gets its marks where it stands; its event is not shown again.
TEST_F(TerminalMarksTest, ChangeInPlace) {
    come_in();
    say("一");
    await(ElementsAre(welcome, "Bob : 一 …", "Bob :"));
    server_.send("event 小明 二");
    await(ElementsAre(welcome, "Bob : 一 …", "小明 : 二", "Bob :"));
    server_.send("journal 1\nown 1 Bob 一");
    await(ElementsAre(welcome, "Bob : 一 ✓", "小明 : 二", "Bob :"));
    server_.send("event 小明 三\neverywhere 1");
    await(ElementsAre(welcome, "Bob : 一 ✓✓", "小明 : 二", "小明 : 三", "Bob :"));
    say("四");
    await(ElementsAre(welcome, "Bob : 一 ✓✓", "小明 : 二", "小明 : 三", "Bob : 四 …", "Bob :"));
}

// What is being typed stays, wherever the cursor is in it.
TEST_F(TerminalMarksTest, DoNotDisturbWhatIsBeingTyped) {
    come_in();
    say("一");
    client_.type("前后\x1b[D"); // The left arrow key.
    await(ElementsAre(welcome, "Bob : 一 …", "Bob : 前后"));
    server_.send("journal 1");
    await(ElementsAre(welcome, "Bob : 一 ✓", "Bob : 前后"));
    client_.type("中");
    await(ElementsAre(welcome, "Bob : 一 ✓", "Bob : 前中后"));
    client_.type("\r");
    EXPECT_EQ(server_.receive(), "say 前中后");
    await(ElementsAre(welcome, "Bob : 一 ✓", "Bob : 前中后 …", "Bob :"));
}

// Messages that take several rows are written again as they were, below and above others that do.
TEST_F(TerminalMarksTest, StandBehindMessagesOfSeveralRows) {
    come_in();
    const auto xs = [](std::size_t count) { return std::string(count, 'x'); };
    say("一");
    say(xs(140));
    server_.send("event 小明 " + xs(73));        // This ends in the last column,
    server_.send("event 小明 " + xs(72) + "字"); // and this with a character that does not fit.
    await(testing::Contains("  字"));
    say("四");
    const auto expect_marks = [&](const std::string& mark) {
        await(ElementsAre(welcome, "Bob : 一 " + mark, "Bob : " + xs(74),
                          "  " + xs(66) + " " + mark, "小明 : " + xs(73), "小明 : " + xs(72),
                          "  字", "Bob : 四 " + mark, "Bob :"));
    };
    expect_marks("…");
    server_.send("journal 1\njournal 2\njournal 3");
    expect_marks("✓");
    server_.send("everywhere 1\neverywhere 2\neverywhere 3");
    expect_marks("✓✓");
}

// A message that failed is crossed out, and what it was is said below.
TEST_F(TerminalMarksTest, SayWhatFailed) {
    come_in();
    say("一");
    server_.send("failed 1");
    await(ElementsAre(welcome, "Bob : 一 ✗", "▎ not sent: 一", "Bob :"));
}

// A message that is recalled is taken off the screen as long as its mark may change.
TEST_F(TerminalMarksTest, GoWithWhatIsRecalled) {
    come_in();
    const auto xs = [](std::size_t count) { return std::string(count, 'x'); };
    say("一");
    say(xs(140));
    await(ElementsAre(welcome, "Bob : 一 …", "Bob : " + xs(74), "  " + xs(66) + " …", "Bob :"));
    server_.send("journal 1\njournal 2\nevent 小明 二\nrecalled 2");
    await(ElementsAre(welcome, "Bob : 一 ✓", "Bob : (recalled)", "", "小明 : 二", "Bob :"));
    server_.send("everywhere 1");
    await(ElementsAre(welcome, "Bob : 一 ✓✓", "Bob : (recalled)", "", "小明 : 二", "Bob :"));
}

// What was not heard when the stay ends is told then.
TEST_F(TerminalMarksTest, TellAtTheEndWhatWasNotSent) {
    come_in();
    say("一");
    say("二");
    server_.send("journal 1\nend");
    EXPECT_EQ(client_.wait(), 0);
    await(ElementsAre(welcome, "Bob : 一 ✓", "Bob : 二 …", "▎ not sent: 二",
                      "▎ you have left the room"));
}

// A message that is no longer on the screen stays as it is, and so does what took its place.
TEST_F(TerminalMarksTest, EndWhereTheScreenEnds) {
    come_in();
    say("一");
    say("二");
    Rows expected{"Bob : 二 …"};
    for (int line = 0; line < 22; ++line) {
        server_.send("event 小明 " + std::to_string(line));
        expected.push_back("小明 : " + std::to_string(line));
    }
    expected.emplace_back("Bob :");
    await(testing::ElementsAreArray(expected));
    server_.send("everywhere 1\nfailed 2");
    expected.erase(expected.begin(), expected.begin() + 2);
    expected.insert(expected.end() - 1, "▎ not sent: 二");
    expected.insert(expected.end() - 1, "▎ delivered, though still marked … further up: 1");
    await(testing::ElementsAreArray(expected));
}

// A message in the topmost row is still marked.
TEST_F(TerminalMarksTest, ReachTheTopmostRow) {
    come_in();
    say("一");
    Rows expected{"Bob : 一 …"};
    std::string events;
    for (int line = 0; line < 22; ++line) {
        events += "event 小明 " + std::to_string(line) + "\n";
        expected.push_back("小明 : " + std::to_string(line));
    }
    expected.emplace_back("Bob :");
    server_.send(events);
    await(testing::ElementsAreArray(expected));
    server_.send("journal 1");
    expected.front() = "Bob : 一 ✓";
    await(testing::ElementsAreArray(expected));
}

// Nobody knows how a terminal wraps its lines anew, so they are left alone.
TEST_F(TerminalMarksTest, EndWhenTheScreenChangesItsSize) {
    come_in();
    say("一");
    await(ElementsAre(welcome, "Bob : 一 …", "Bob :"));
    client_.resize(79);
    server_.send("journal 1\nevent 小明 二");
    await(ElementsAre(welcome, "Bob : 一 …", "小明 : 二",
                      "▎ delivered, though still marked … further up: 1", "Bob :"));
}

// Ctrl+L clears the screen, and with it the places.
TEST_F(TerminalMarksTest, EndWhenTheScreenIsCleared) {
    come_in();
    say("一");
    await(ElementsAre(welcome, "Bob : 一 …", "Bob :"));
    client_.type("\x0c");
    await(ElementsAre("Bob :"));
    server_.send("journal 1\nevent 小明 二");
    const std::string late = "▎ delivered, though still marked … further up: 1";
    await(ElementsAre("小明 : 二", late, "Bob :"));
    say("三");
    server_.send("journal 2");
    await(ElementsAre("小明 : 二", late, "Bob : 三 ✓", "Bob :"));
}

// A line that is fetched back, by arrow or by search, goes when it is entered like any other.
TEST_F(TerminalMarksTest, StandBehindLinesThatAreSaidAgain) {
    come_in();
    say("一");
    client_.type("\x1b[A\r");
    EXPECT_EQ(server_.receive(), "say 一");
    client_.type("\x12一\r");
    EXPECT_EQ(server_.receive(), "say 一");
    await(ElementsAre(welcome, "Bob : 一 …", "Bob : 一 …", "Bob : 一 …", "Bob :"));
    server_.send("journal 2");
    await(ElementsAre(welcome, "Bob : 一 …", "Bob : 一 ✓", "Bob : 一 …", "Bob :"));
}

// An empty line is no message and leaves nothing behind.
TEST_F(TerminalMarksTest, AreNotForEmptyLines) {
    come_in();
    client_.type("\r\r");
    say("一");
    await(ElementsAre(welcome, "Bob : 一 …", "Bob :"));
    client_.type("quit\r");
    EXPECT_EQ(client_.wait(), 0);
    EXPECT_TRUE(client_.has_its_settings_back());
    await(ElementsAre(welcome, "Bob : 一 …", "▎ not sent: 一", "▎ you have left the room"));
}

// The Tab key completes the names of people who are there, and shows them where there are several.
TEST_F(TerminalMarksTest, StandBesideNamesThatAreCompleted) {
    come_in();
    server_.send("event 小明 一\nevent Bobby 二");
    await(ElementsAre(welcome, "小明 : 一", "Bobby : 二", "Bob :"));
    client_.type("小\t你好\r");
    EXPECT_EQ(server_.receive(), "say 小明: 你好");
    server_.send("event Bobo 三");
    await(testing::Contains("Bobo : 三"));
    client_.type("bob\t");
    await(testing::Contains("▎ it may be: Bobo, Bobby"));
}

// The passphrase of the room is asked for and never shown.
TEST_F(TerminalMarksTest, HideThePassphrase) {
    EXPECT_EQ(server_.receive(), "enter Bob");
    server_.send("passphrase");
    await(ElementsAre("Passphrase of the room:"));
    client_.type("sesame\r");
    EXPECT_EQ(server_.receive(), "passphrase sesame");
    server_.send("entered");
    await(ElementsAre(welcome, "Bob :"));
    client_.type("\x1b[A"); // It cannot be fetched back either.
    say("一");
    await(ElementsAre(welcome, "Bob : 一 …", "Bob :"));
}

// A passphrase that is asked for in between leaves half a line as it is.
TEST_F(TerminalMarksTest, KeepHalfALineWhileThePassphraseIsAskedFor) {
    come_in();
    say("一");
    client_.type("打了一半");
    await(ElementsAre(welcome, "Bob : 一 …", "Bob : 打了一半"));
    server_.send("passphrase");
    await(ElementsAre(welcome, "Bob : 一 …", "Passphrase of the room:"));
    client_.type(std::string(257, 'x') + "\r");
    const std::string unfit = "▎ a passphrase is one line of 1 to 256 bytes";
    await(ElementsAre(welcome, "Bob : 一 …", unfit, "Passphrase of the room:"));
    client_.type("sesame\r");
    EXPECT_EQ(server_.receive(), "passphrase sesame");
    await(ElementsAre(welcome, "Bob : 一 …", unfit, "Bob : 打了一半"));
    server_.send("journal 1");
    await(ElementsAre(welcome, "Bob : 一 ✓", unfit, "Bob : 打了一半"));
    client_.type("的\r");
    EXPECT_EQ(server_.receive(), "say 打了一半的");
}

// What was typed before the question stood there is no answer to it: it was meant to be said.
TEST_F(TerminalMarksTest, TakeNothingForThePassphraseThatWasTypedBefore) {
    EXPECT_EQ(server_.receive(), "enter Bob");
    client_.type("hello\r");
    client_.await_unread_input();
    server_.send("passphrase");
    await(ElementsAre("Passphrase of the room:"));
    client_.type("sesame\r");
    EXPECT_EQ(server_.receive(), "passphrase sesame");
}

// The client finds the passphrase asked for and a key in one turn; the key is dropped, and not
// waited for.
TEST_F(TerminalMarksTest, DoNotWaitForAKeyThatWasDropped) {
    come_in();
    client_.signal(SIGSTOP);
    server_.send("passphrase");
    client_.type("x");
    client_.await_unread_input();
    client_.signal(SIGCONT);
    await(ElementsAre(welcome, "Passphrase of the room:"));
    server_.send("event 小明 二");
    await(ElementsAre(welcome, "小明 : 二", "Passphrase of the room:"));
    client_.type("sesame\r");
    EXPECT_EQ(server_.receive(), "passphrase sesame");
}

// A search among what was said would show the keys that follow.
TEST_F(TerminalMarksTest, EndASearchWhenThePassphraseIsAskedFor) {
    come_in();
    say("一");
    client_.type("\x12");
    await(ElementsAre(welcome, "Bob : 一 …", "(reverse-i-search)`':"));
    server_.send("passphrase");
    await(ElementsAre(welcome, "Bob : 一 …", "Passphrase of the room:"));
    client_.type("sesame");
    server_.send("event 小明 二");
    await(ElementsAre(welcome, "Bob : 一 …", "小明 : 二", "Passphrase of the room:"));
    client_.type("\r");
    EXPECT_EQ(server_.receive(), "passphrase sesame");
}

// What was deleted of a passphrase cannot be fetched back where others would see it.
TEST_F(TerminalMarksTest, ForgetWhatWasDeletedOfAPassphrase) {
    EXPECT_EQ(server_.receive(), "enter Bob");
    server_.send("passphrase");
    await(ElementsAre("Passphrase of the room:"));
    client_.type("wrong one\x17\x15sesame\x01\x0b\r");
    EXPECT_EQ(server_.receive(), "passphrase sesame");
    server_.send("entered");
    await(ElementsAre(welcome, "Bob :"));
    client_.type("\x19\x1f"
                 "一\r");
    EXPECT_EQ(server_.receive(), "say 一");
}

// A paste whose brackets come in pieces is a passphrase, too.
TEST_F(TerminalMarksTest, TakeAPastedPassphrase) {
    EXPECT_EQ(server_.receive(), "enter Bob");
    server_.send("passphrase");
    await(ElementsAre("Passphrase of the room:"));
    client_.type("\x1b[20");
    server_.send("event 小明 一"); // It has read the piece by then, or reads it with the rest.
    await(ElementsAre("小明 : 一", "Passphrase of the room:"));
    client_.type("0~sesame\x1b[201~");
    server_.send("event 小明 二");
    await(ElementsAre("小明 : 一", "小明 : 二", "Passphrase of the room:"));
    client_.type("\r");
    EXPECT_EQ(server_.receive(), "passphrase sesame");
}

// Who has lost the name in the meantime is asked for another; half a line waits until it can be
// said.
TEST_F(TerminalMarksTest, KeepHalfALineWhileANameIsAskedFor) {
    come_in();
    client_.type("打了一半");
    await(ElementsAre(welcome, "Bob : 打了一半"));
    server_.send("refused");
    const std::string refused =
        "▎ not admitted: this name belongs to somebody else, choose another";
    await(ElementsAre(welcome, refused, "Your name:"));
    client_.type("Ann\r");
    EXPECT_EQ(server_.receive(), "enter Ann");
    server_.send("entered");
    await(ElementsAre(welcome, refused, "Your name: Ann", welcome, "Ann : 打了一半"));
    client_.type("\r");
    EXPECT_EQ(server_.receive(), "say 打了一半");
}

} // namespace

} // namespace chatroom::testing_support
