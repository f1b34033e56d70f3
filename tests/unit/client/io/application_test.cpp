// SPDX-License-Identifier: GPL-3.0-or-later
// What becomes of a session's outputs, with a session and a terminal that follow a script.
#include "client/core/shown_text.hpp"
#include "client/io/application.hpp"
#include "client/io/private_file.hpp"
#include "tests/temporary_directory.hpp"
#include "tests/unit/client/stub_server.hpp"

#include <csignal>
#include <deque>
#include <functional>
#include <map>
#include <utility>

#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace chatroom {

namespace {

using testing::ElementsAre;
using testing_support::StubServer;

const Wording& english() {
    return choose_wording([](std::string_view) { return std::nullopt; });
}

/// Puts out what the script says in answer to each call; a call that is not in it does nothing.
class ScriptedSession final : public Session {
public:
    void enter(TimePoint, std::string_view name) override { call("enter " + std::string(name)); }
    void say(TimePoint, std::string_view text) override { call("say " + std::string(text)); }
    void passphrase(TimePoint, std::string_view passphrase) override {
        call("passphrase " + std::string(passphrase));
    }
    void leave(TimePoint) override { call("leave"); }
    void datagram(TimePoint, std::string_view bytes) override { call(std::string(bytes)); }
    void trouble(TimePoint, Trouble) override { call("trouble"); }
    void advance(TimePoint) override {}
    bool ready_for_text() const override { return is_ready; }
    std::optional<TimePoint> next_deadline() const override { return std::nullopt; }
    std::vector<Output> take_outputs() override { return std::exchange(outputs_, {}); }

    std::map<std::string, std::vector<Output>> script;
    std::vector<std::string> calls;
    bool is_ready = true;

private:
    void call(const std::string& words) {
        calls.push_back(words);
        const auto& answer = script[words];
        outputs_.insert(outputs_.end(), answer.begin(), answer.end());
    }

    std::vector<Output> outputs_;
};

/// Types the lines of the script; when there are no more it types nothing.
class ScriptedTerminal final : public Terminal {
public:
    ScriptedTerminal(boost::asio::io_context& io, bool is_interactive)
        : io_(io), is_interactive_(is_interactive) {}

    bool is_interactive() const override { return is_interactive_; }

    void ask(const Question& question, OnLine on_line) override {
        questions.emplace_back(question.prompt, question.typed);
        if (!lines.empty()) {
            boost::asio::post(io_, [on_line, line = lines.front()] { on_line(line); });
            lines.pop_front();
        }
    }

    bool show(std::span<const Shown> shown, std::span<const Marked> marked) override {
        for (const auto& one : shown) {
            for (const auto& line : shown_text(english(), one, {})) {
                screen.push_back(prefix(one) + line);
            }
        }
        marks.insert(marks.end(), marked.begin(), marked.end());
        return true;
    }

    void show_state(std::string_view state) override { states.emplace_back(state); }

    bool drop_input() override {
        const bool is_any = inputs_to_drop > 0;
        inputs_to_drop -= is_any ? 1 : 0;
        return is_any;
    }

    int inputs_to_drop = 0;
    std::vector<std::string> states;
    std::deque<std::optional<std::string>> lines;
    std::vector<std::string> screen;
    std::vector<Marked> marks;
    std::vector<std::pair<std::string, Typed>> questions;

private:
    /// What tells the kinds of lines apart: "*" the program's own words, the number of a message.
    static std::string prefix(const Shown& shown) {
        if (const auto* own = std::get_if<OwnMessage>(&shown)) {
            return own->message ? "(said " + std::to_string(own->message->value) + ") "
                                : "(typed) ";
        }
        if (const auto* event = std::get_if<ShowEvent>(&shown); event != nullptr && event->own) {
            return "(event of " + std::to_string(event->own->value) + ") ";
        }
        return is_own_words(shown) ? "* " : "";
    }

    boost::asio::io_context& io_;
    bool is_interactive_;
};

Event event(EventKind kind, std::string name, std::string text) {
    Event event;
    event.kind = kind;
    event.name = std::move(name);
    event.text = std::move(text);
    return event;
}

Event said(std::string name, std::string text) {
    return event(EventKind::said, std::move(name), std::move(text));
}

sealed::PublicKey key(std::uint8_t byte) {
    sealed::PublicKey key;
    key.bytes.fill(byte);
    return key;
}

class ApplicationTest : public testing::Test {
protected:
    ExitCode run_with(ScriptedTerminal& terminal, KnownRooms* rooms, const std::string& name,
                      const std::filesystem::path& passphrase_file = {}) {
        const auto loopback = boost::asio::ip::address_v4::loopback();
        ServerConnection connection(io_, {{loopback, server_.port()}});
        Application application(io_, session_, connection, terminal, english(),
                                {"a:1", rooms, passphrase_file});
        return application.run(name.empty() ? std::nullopt : std::optional(name));
    }

    ExitCode run_plain() { return run_with(plain_, &known_rooms_, "Bob"); }
    ExitCode run_interactive() { return run_with(interactive_, &known_rooms_, "Bob"); }

    StubServer server_;
    boost::asio::io_context io_;
    ScriptedSession session_;
    ScriptedTerminal plain_{io_, false};
    ScriptedTerminal interactive_{io_, true};
    TemporaryDirectory directory_;
    KnownRooms known_rooms_{directory_.path() / "known_rooms"};
    const Ended left_{EndReason::left};
};

// A message of our own is handed to the terminal when it is said, and its event in its place.
TEST_F(ApplicationTest, ShowsOwnMessagesAndTheirEvents) {
    plain_.lines = {"hi"};
    session_.script["enter Bob"] = {Entered{}};
    session_.script["say hi"] = {Said{{1}, "hi"},
                                 ShowEvent{said("小明", "you?")},
                                 Marked{{1}, Mark::in_journal},
                                 ShowEvent{said("Bob", "hi"), false, MessageId{1}},
                                 Marked{{1}, Mark::everywhere},
                                 left_};
    EXPECT_EQ(run_plain(), ExitCode::left);
    EXPECT_THAT(plain_.screen, ElementsAre("(said 1) Bob : hi", "小明 : you?",
                                           "(event of 1) Bob : hi", "* you have left the room"));
}

// Our name is the one that the room shows, and a message goes from the input to its own place.
TEST_F(ApplicationTest, ShowsOwnMessagesUnderTheNameOfTheRoom) {
    interactive_.lines = {"hi\x1b"};
    session_.script["enter Bob"] = {Entered{"Bób"}};
    session_.script["say hi\x1b"] = {
        Said{{7}, "hi\x1b"},           ShowEvent{said("小明", "you?")},
        Marked{{7}, Mark::in_journal}, ShowEvent{said("Bób", "hi"), false, MessageId{7}},
        Marked{{7}, Mark::everywhere}, left_};
    EXPECT_EQ(run_interactive(), ExitCode::left);
    EXPECT_THAT(interactive_.screen,
                ElementsAre("* you are in the room; type quit or press Ctrl+D to leave",
                            "(said 7) Bób : hi\uFFFD", "小明 : you?", "(event of 7) Bób : hi",
                            "* you have left the room"));
    EXPECT_THAT(interactive_.marks,
                ElementsAre(Marked{{7}, Mark::in_journal}, Marked{{7}, Mark::everywhere}));
    EXPECT_THAT(interactive_.questions, ElementsAre(std::pair("Bób : ", Typed::goes)));
}

// With the classic protocol what was typed is shown at once, without a number, and never marked.
TEST_F(ApplicationTest, ShowsTypedLinesWithTheClassicProtocol) {
    interactive_.lines = {"Bob", "hi"};
    session_.script["enter Bob"] = {Entered{}};
    session_.script["say hi"] = {left_};
    EXPECT_EQ(run_with(interactive_, nullptr, ""), ExitCode::left);
    EXPECT_THAT(interactive_.questions, ElementsAre(std::pair("Your name: ", Typed::stays),
                                                    std::pair("Bob : ", Typed::goes)));
    EXPECT_THAT(interactive_.screen,
                ElementsAre("* you are in the room; type quit or press Ctrl+D to leave",
                            "(typed) Bob : hi", "* you have left the room"));
}

// How things are with the server stands in front of the prompt from the beginning.
TEST_F(ApplicationTest, ShowsHowThingsAreWithTheServer) {
    session_.script["enter Bob"] = {Tell{Notice::server_unreachable},
                                    Tell{Notice::server_reachable_again},
                                    Entered{},
                                    Tell{Notice::server_unreachable},
                                    Entered{},
                                    left_};
    EXPECT_EQ(run_interactive(), ExitCode::left);
    EXPECT_THAT(interactive_.states,
                ElementsAre("connecting to a:1 …", "(offline) ", "", "", "(offline) ", ""));
}

// Ctrl+C on a line that is not empty drops the line, and on an empty one it leaves.
TEST_F(ApplicationTest, DropsTheLineBeforeItLeaves) {
    interactive_.inputs_to_drop = 1;
    session_.script["enter Bob"] = {Entered{}};
    session_.script["leave"] = {left_};
    boost::asio::post(io_, [] { std::raise(SIGINT); });
    boost::asio::steady_timer second(io_, std::chrono::milliseconds(1));
    std::function<void()> repeat = [&] {
        second.async_wait([&](const auto& error) {
            if (!error && interactive_.inputs_to_drop > 0) {
                second.expires_after(std::chrono::milliseconds(1));
                repeat();
            } else if (!error) {
                EXPECT_THAT(session_.calls, ElementsAre("enter Bob"));
                std::raise(SIGINT);
            }
        });
    };
    repeat();
    EXPECT_EQ(run_interactive(), ExitCode::left);
    EXPECT_THAT(session_.calls, ElementsAre("enter Bob", "leave"));
}

// A message that failed is told in words, with or without a terminal.
TEST_F(ApplicationTest, TellsWhatFailed) {
    session_.script["enter Bob"] = {Entered{}, Said{{1}, "one"}, Said{{2}, "two"},
                                    Marked{{1}, Mark::failed}, left_};
    EXPECT_EQ(run_plain(), ExitCode::left);
    EXPECT_THAT(plain_.screen,
                ElementsAre("(said 1) Bob : one", "(said 2) Bob : two", "* not sent: one",
                            "* not sent: two", "* you have left the room"));
}

// Why the room has not taken a message is told in front of it.
TEST_F(ApplicationTest, TellsWhyTheRoomHasNotTakenIt) {
    session_.script["enter Bob"] = {
        Entered{}, Said{{1}, "one"},
        NotTaken{sealed::NotSaidReason::muted, "quiet", std::chrono::seconds(60)},
        Marked{{1}, Mark::failed}, left_};
    EXPECT_EQ(run_plain(), ExitCode::left);
    EXPECT_THAT(plain_.screen,
                ElementsAre("(said 1) Bob : one", "* you are muted; try again in 60 s",
                            "* not sent: one", "* you have left the room"));
}

// What is of an unknown kind is shown as nothing.
TEST_F(ApplicationTest, ShowsNothingOfUnknownKinds) {
    session_.script["enter Bob"] = {Entered{}, ShowEvent{event(EventKind{77}, "Eve", "x")},
                                    ShowEvent{said("Eve", "hi")}, left_};
    EXPECT_EQ(run_plain(), ExitCode::left);
    EXPECT_THAT(plain_.screen, ElementsAre("Eve : hi", "* you have left the room"));
}

// What is in the journal when the stay ends has been said.
TEST_F(ApplicationTest, DoesNotTellOfWhatIsInTheJournal) {
    session_.script["enter Bob"] = {Entered{}, Said{{1}, "one"}, Marked{{1}, Mark::in_journal},
                                    left_};
    EXPECT_EQ(run_plain(), ExitCode::left);
    EXPECT_THAT(plain_.screen, ElementsAre("(said 1) Bob : one", "* you have left the room"));
}

// A line that comes when nothing can be said waits, and is not lost if that never changes.
TEST_F(ApplicationTest, KeepsALineUntilItCanBeSaid) {
    plain_.lines = {"hi"};
    session_.script["enter Bob"] = {Entered{}, SendDatagram{"here"}};
    session_.script["end"] = {left_};
    boost::asio::post(io_, [this] {
        session_.is_ready = false; // After the question, before the answer.
        EXPECT_EQ(server_.receive(), "here");
        server_.send("end");
    });
    EXPECT_EQ(run_plain(), ExitCode::left);
    EXPECT_THAT(session_.calls, ElementsAre("enter Bob", "end"));
    EXPECT_THAT(plain_.screen, ElementsAre("* not sent: hi", "* you have left the room"));
}

// Events are worded, the past with its time, and gaps are told.
TEST_F(ApplicationTest, WordsEvents) {
    session_.script["enter Bob"] = {Entered{},
                                    ShowEvent{said("Bob", "a"), true},
                                    ShowGap{7},
                                    ShowEvent{event(EventKind::entered, "小\x1b", "")},
                                    ShowEvent{event(EventKind::kicked, "小明", "loud")},
                                    ShowEvent{event(EventKind::announced, "", "dinner")},
                                    left_};
    EXPECT_EQ(run_plain(), ExitCode::left);
    EXPECT_THAT(plain_.screen,
                ElementsAre(testing::MatchesRegex(R"(\[[0-9:]+\] Bob : a)"),
                            "* events that were here and are no longer kept: 7",
                            "小\uFFFD entered the room",
                            "小明 left the room (removed by the administrator: loud)",
                            "Admin: dinner", "* you have left the room"));
}

// What a newcomer should know is told in the user's language, and nothing where there is nothing.
TEST_F(ApplicationTest, WordsGreetings) {
    session_.script["enter Bob"] = {Entered{}, ShowGreeting{"the exam", ""},
                                    ShowGreeting{"", "at eight"}, left_};
    EXPECT_EQ(run_plain(), ExitCode::left);
    EXPECT_THAT(plain_.screen, ElementsAre("Admin: the topic is: the exam", "Admin: at eight",
                                           "* you have left the room"));
}

// The key of a server is remembered at the first use, and told to the user once.
TEST_F(ApplicationTest, RemembersTheServersKey) {
    const auto fingerprint = sealed::fingerprint(key(1));
    session_.script["enter Bob"] = {ServerKey{key(1)}, ServerKey{key(1)}, left_};
    EXPECT_EQ(run_plain(), ExitCode::left);
    EXPECT_EQ(known_rooms_.find("a:1"), key(1));
    EXPECT_THAT(plain_.screen, ElementsAre("* first time here: the server's key is " + fingerprint +
                                               "; compare it with what chatroomctl fingerprint "
                                               "prints",
                                           "* you have left the room"));
}

// A key that the user accepts takes the place of the one before.
TEST_F(ApplicationTest, RemembersANewKey) {
    known_rooms_.remember("a:1", key(1));
    session_.script["enter Bob"] = {ServerKey{key(2)}, left_};
    EXPECT_EQ(run_plain(), ExitCode::left);
    EXPECT_EQ(known_rooms_.find("a:1"), key(2));
    EXPECT_THAT(plain_.screen,
                ElementsAre("* the server's new key is remembered: " + sealed::fingerprint(key(2)),
                            "* you have left the room"));
}

// A disk that is full does not keep anybody out.
TEST_F(ApplicationTest, SaysIfAKeyCannotBeRemembered) {
    replace_file(directory_.path() / "file", "");
    KnownRooms nowhere(directory_.path() / "file/known_rooms");
    session_.script["enter Bob"] = {ServerKey{key(1)}, left_};
    EXPECT_EQ(run_with(plain_, &nowhere, "Bob"), ExitCode::left);
    EXPECT_THAT(plain_.screen,
                ElementsAre(testing::StartsWith("* the server's key could not be remembered: " +
                                                directory_.path().string()),
                            "* you have left the room"));
}

// A person is asked for the passphrase until there is one, and it is hidden.
TEST_F(ApplicationTest, AsksForThePassphrase) {
    interactive_.lines = {"", std::string(257, 'x'), "sesam", "sesame"};
    session_.script["enter Bob"] = {PassphraseNeeded{}};
    session_.script["passphrase sesam"] = {PassphraseNeeded{true}};
    session_.script["passphrase sesame"] = {left_};
    EXPECT_EQ(run_interactive(), ExitCode::left);
    EXPECT_THAT(interactive_.questions,
                testing::Each(std::pair("Passphrase of the room: ", Typed::hidden)));
    EXPECT_THAT(interactive_.screen, ElementsAre("* a passphrase is one line of 1 to 256 bytes",
                                                 "* this is not the passphrase of the room",
                                                 "* you have left the room"));
}

// A key that is only shown is remembered once it is accepted, and shown once.
TEST_F(ApplicationTest, RemembersTheKeyThatWasAccepted) {
    KnownRooms rooms(directory_.path() / "known_rooms");
    session_.script["enter Bob"] = {ServerKey{key(1), false}, left_};
    EXPECT_EQ(run_with(plain_, &rooms, "Bob"), ExitCode::left);
    EXPECT_EQ(rooms.find("a:1"), std::nullopt);
    session_.script["enter Bob"] = {ServerKey{key(1), false}, ServerKey{key(1)}, left_};
    EXPECT_EQ(run_with(plain_, &rooms, "Bob"), ExitCode::left);
    EXPECT_THAT(plain_.screen,
                ElementsAre(testing::StartsWith("* first time here"), "* you have left the room",
                            testing::StartsWith("* first time here"), "* you have left the room"));
}

// Where nobody can be asked, the message says how to give the passphrase.
TEST_F(ApplicationTest, NeedsThePassphraseInAFileWithoutATerminal) {
    session_.script["enter Bob"] = {PassphraseNeeded{}};
    EXPECT_EQ(run_plain(), ExitCode::failed);
    EXPECT_THAT(plain_.screen, ElementsAre("* the room has a passphrase: give it with "
                                           "--passphrase-file FILE"));
}

// The passphrase in a file may be wrong, and then nobody can be asked for another either.
TEST_F(ApplicationTest, EndsWithAWrongPassphraseWithoutATerminal) {
    session_.script["enter Bob"] = {PassphraseNeeded{true}};
    EXPECT_EQ(run_with(plain_, &known_rooms_, "Bob", "/a/b"), ExitCode::failed);
    EXPECT_THAT(plain_.screen,
                ElementsAre("* what /a/b holds is not, or no longer, the passphrase of the room"));
}

// Whose passphrase in a file is wrong can type another, which is then what is wrong.
TEST_F(ApplicationTest, AsksForAnotherPassphraseThanTheOneInTheFile) {
    interactive_.lines = {"sesam", "quit"};
    session_.script["enter Bob"] = {PassphraseNeeded{true}};
    session_.script["passphrase sesam"] = {PassphraseNeeded{true}};
    session_.script["leave"] = {left_};
    EXPECT_EQ(run_with(interactive_, &known_rooms_, "Bob", "/a/b"), ExitCode::left);
    EXPECT_THAT(interactive_.screen,
                ElementsAre("* what /a/b holds is not, or no longer, the passphrase of the room",
                            "* this is not the passphrase of the room",
                            "* you have left the room"));
}

// The passphrase that was typed let somebody in, so it has changed if it is wrong later.
TEST_F(ApplicationTest, SaysThatThePassphraseHasChanged) {
    interactive_.lines = {"sesame"};
    session_.script["enter Bob"] = {PassphraseNeeded{}};
    session_.script["passphrase sesame"] = {Entered{}, PassphraseNeeded{true}, left_};
    EXPECT_EQ(run_interactive(), ExitCode::left);
    EXPECT_THAT(interactive_.screen,
                ElementsAre("* you are in the room; type quit or press Ctrl+D to leave",
                            "* the passphrase of the room has changed",
                            "* you have left the room"));
}

// A refusal is worded in the reader's language where the reason is known, else in the room's.
TEST_F(ApplicationTest, WordsRefusalsItself) {
    session_.script["enter Bob"] = {NameRefused{"有人用了", classic::Refusal::name_taken}};
    EXPECT_EQ(run_plain(), ExitCode::failed);
    EXPECT_THAT(plain_.screen, ElementsAre("* not admitted: this name is taken, choose another"));
}

// A new socket is another one to the same server.
TEST_F(ApplicationTest, TakesANewSocket) {
    session_.script["enter Bob"] = {SendDatagram{"one"}, NewSocket{}, SendDatagram{"two"}, left_};
    EXPECT_EQ(run_plain(), ExitCode::left);
    EXPECT_EQ(server_.receive(), "one");
    const auto port = server_.peer_port();
    EXPECT_EQ(server_.receive(), "two");
    EXPECT_NE(server_.peer_port(), port);
}

// What cannot be said is told, and nothing is lost while the server is away.
TEST_F(ApplicationTest, TellsWhatTheSessionTells) {
    session_.script["enter Bob"] = {Entered{},
                                    TextTooLong{4096},
                                    TextNotUtf8{},
                                    Tell{Notice::server_unreachable},
                                    Tell{Notice::server_reachable_again},
                                    Ended{EndReason::kicked, "lo\x1bud"}};
    EXPECT_EQ(run_plain(), ExitCode::left);
    EXPECT_THAT(
        plain_.screen,
        ElementsAre("* the message is too long and was not sent: at most 4096 bytes",
                    "* the message is not valid UTF-8 and was not sent",
                    "* the server is not reachable just now, what you say is sent when it is again",
                    "* the server is reachable again",
                    "* the administrator has removed you from the room: lo\uFFFDud"));
}

} // namespace

} // namespace chatroom
