// SPDX-License-Identifier: GPL-3.0-or-later
// What becomes of a session's outputs, with a session and a terminal that follow a script.
#include "tests/unit/client/io/application_fixture.hpp"

#include <csignal>
#include <functional>

#include <boost/asio/steady_timer.hpp>

namespace chatroom {

namespace {

using testing::ElementsAre;

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
    EXPECT_EQ(run_plain(), ExitCode::failed);
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
    EXPECT_EQ(run_plain(), ExitCode::failed);
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
    EXPECT_EQ(run_plain(), ExitCode::failed);
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
    EXPECT_EQ(run_plain(), ExitCode::not_permitted);
    EXPECT_THAT(plain_.screen, ElementsAre("* the room has a passphrase: give it with "
                                           "--passphrase-file FILE"));
}

// The passphrase in a file may be wrong, and then nobody can be asked for another either.
TEST_F(ApplicationTest, EndsWithAWrongPassphraseWithoutATerminal) {
    session_.script["enter Bob"] = {PassphraseNeeded{true}};
    EXPECT_EQ(run_with(plain_, &known_rooms_, "Bob", "/a/b"), ExitCode::not_permitted);
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
    EXPECT_EQ(run_plain(), ExitCode::refused);
    EXPECT_THAT(plain_.screen, ElementsAre("* not admitted: this name is taken, choose another"));
}

// A person has read what was not said, and a program reads the code.
TEST_F(ApplicationTest, TellsAProgramWhatWasNotSaid) {
    session_.script["enter Bob"] = {Entered{}, TextNotUtf8{}, left_};
    EXPECT_EQ(run_plain(), ExitCode::failed);
    EXPECT_EQ(run_interactive(), ExitCode::left);
    session_.script["enter Bob"] = {Entered{}, Said{{1}, "one"}, Marked{{1}, Mark::failed},
                                    Ended{EndReason::left_unconfirmed}};
    EXPECT_EQ(run_plain(), ExitCode::unreachable);
    session_.script["enter Bob"] = {Entered{}, Said{{1}, "one"}, Marked{{1}, Mark::in_journal},
                                    Ended{EndReason::left_unconfirmed}};
    EXPECT_EQ(run_plain(), ExitCode::left);
}

// At the end of a pipe what was said is waited for; a person just leaves.
TEST_F(ApplicationTest, FinishesAPipe) {
    plain_.lines = {std::nullopt};
    session_.script["enter Bob"] = {Entered{}};
    session_.script["finish"] = {left_};
    session_.script["leave"] = {left_};
    EXPECT_EQ(run_plain(), ExitCode::left);
    EXPECT_THAT(session_.calls, ElementsAre("enter Bob", "finish"));
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
    EXPECT_EQ(run_plain(), ExitCode::not_permitted);
    EXPECT_THAT(
        plain_.screen,
        ElementsAre("* the message is too long and was not sent: at most 4096 bytes",
                    "* the message is not valid UTF-8 and was not sent",
                    "* the server is not reachable just now, what you say is sent when it is again",
                    "* the server is reachable again",
                    "* the administrator has removed you from the room: lo\uFFFDud"));
}

// What was not said because somebody has left is no success, also of a person's.
TEST_F(ApplicationTest, TellsAPersonWhatLeavingHasCost) {
    interactive_.lines = {"one", "quit"};
    session_.script["enter Bob"] = {Entered{}};
    session_.script["say one"] = {Said{{1}, "one"}};
    session_.script["leave"] = {
        NotTaken{sealed::NotSaidReason::too_fast, "slow", std::chrono::seconds(40)},
        Marked{{1}, Mark::failed}, left_};
    EXPECT_EQ(run_interactive(), ExitCode::failed);
    EXPECT_THAT(interactive_.screen, testing::Contains("* not sent: one"));
}

// Whose name has gone in the meantime is asked for another one, wherever the prompt stood, and what
// is typed for it is not said.
TEST_F(ApplicationTest, AsksForAnotherNameOnAReturn) {
    const NameRefused refused{"", classic::Refusal::name_owned, sealed::RefusalReason::name_owned};
    interactive_.lines = {"hi"};
    session_.script["enter Bob"] = {Entered{}, SendDatagram{"here"}};
    session_.script["say hi"] = {SendDatagram{"said"}};
    session_.script["back"] = {refused};
    session_.script["enter Ann"] = {Entered{}, left_};
    boost::asio::post(io_, [this] {
        EXPECT_EQ(server_.receive(), "here");
        boost::asio::post(io_, [this] {
            interactive_.lines = {"Ann"};
            server_.send("back");
        });
    });
    EXPECT_EQ(run_interactive(), ExitCode::left);
    EXPECT_THAT(session_.calls, ElementsAre("enter Bob", "say hi", "back", "enter Ann"));
    EXPECT_THAT(interactive_.questions,
                ElementsAre(std::pair("Bob : ", Typed::goes), std::pair("Bob : ", Typed::goes),
                            std::pair("Your name: ", Typed::stays)));
}

// What is too long is not shown as said.
TEST_F(ApplicationTest, ShowsNothingThatTheClassicProtocolDoesNotTake) {
    interactive_.lines = {"long", "hi"};
    session_.script["enter Bob"] = {Entered{}};
    session_.script["say long"] = {TextTooLong{4096}};
    session_.script["say hi"] = {left_};
    EXPECT_EQ(run_with(interactive_, nullptr, "Bob"), ExitCode::left);
    EXPECT_THAT(interactive_.screen,
                ElementsAre("* you are in the room; type quit or press Ctrl+D to leave",
                            "* the message is too long and was not sent: at most 4096 bytes",
                            "(typed) Bob : hi", "* you have left the room"));
}

} // namespace

} // namespace chatroom
