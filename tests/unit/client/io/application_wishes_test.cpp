// SPDX-License-Identifier: GPL-3.0-or-later
// What somebody at a terminal wants besides speaking.
#include "tests/unit/client/io/application_fixture.hpp"

#include <thread>

namespace chatroom {

namespace {

using testing::ElementsAre;

// The name of the last time is proposed, and Enter takes it.
TEST_F(ApplicationTest, ProposesTheLastName) {
    interactive_.lines = {"Bob"};
    session_.script["enter Bob"] = {Entered{"Bób"}, left_};
    EXPECT_EQ(run_with(interactive_, &known_rooms_, ""), ExitCode::left);
    interactive_.lines = {""};
    session_.script["enter Bób"] = {Entered{"Bób"}, left_};
    EXPECT_EQ(run_with(interactive_, &known_rooms_, ""), ExitCode::left);
    EXPECT_THAT(interactive_.questions,
                ElementsAre(std::pair("Your name: ", Typed::stays),
                            std::pair("Your name (Enter for Bób): ", Typed::stays)));
    EXPECT_THAT(session_.calls, ElementsAre("enter Bob", "enter Bób"));
}

// A name that somebody else owns is not asked for a second time.
TEST_F(ApplicationTest, KnowsWhatWasRefusedForGood) {
    interactive_.lines = {"Bob", "Bob", "quit"};
    session_.script["enter Bob"] = {
        NameRefused{"", classic::Refusal::name_owned, sealed::RefusalReason::name_owned}};
    session_.script["leave"] = {left_};
    EXPECT_EQ(run_with(interactive_, &known_rooms_, ""), ExitCode::left);
    EXPECT_THAT(session_.calls, ElementsAre("enter Bob", "leave"));
    const std::string refusal =
        "* not admitted: this name belongs to somebody else, choose another";
    EXPECT_THAT(interactive_.screen, ElementsAre(refusal, refusal, "* you have left the room"));
}

// Another program of one's own is in the room: it gives way only to who wants it to.
TEST_F(ApplicationTest, AsksBeforeItTakesOver) {
    session_.script["enter Bob"] = {Entered{}, left_};
    session_.script["enter Ann"] = {Entered{}, left_};
    const auto other = StayMark::set(marks_, "a:1", "Bob");
    interactive_.lines = {"", "Ann"};
    EXPECT_EQ(run_interactive(), ExitCode::left);
    EXPECT_THAT(session_.calls, ElementsAre("enter Ann"));
    EXPECT_EQ(interactive_.screen.front(),
              "* another program of yours is in the room as Bob; take its place?");
    EXPECT_EQ(interactive_.questions.front().first, "(y/N) ");
    interactive_.lines = {"y"};
    EXPECT_EQ(run_interactive(), ExitCode::left);
    EXPECT_THAT(session_.calls, ElementsAre("enter Ann", "enter Bob"));
    EXPECT_EQ(run_plain(), ExitCode::left); // Nobody can be asked.
    EXPECT_THAT(session_.calls, ElementsAre("enter Ann", "enter Bob", "enter Bob"));
}

// So it does for one on another machine, of which the room tells; without a person nobody is asked.
TEST_F(ApplicationTest, AsksBeforeItTakesOverFromElsewhere) {
    session_.script["enter Bob unless here"] = {
        NameRefused{"since noon", std::nullopt, sealed::RefusalReason::here_elsewhere}};
    session_.script["enter Bob"] = {Entered{}, left_};
    session_.script["enter Ann"] = {Entered{}, left_};
    interactive_.lines = {"", "Ann"};
    EXPECT_EQ(run_interactive(), ExitCode::left);
    EXPECT_THAT(session_.calls, ElementsAre("enter Bob unless here", "enter Ann"));
    EXPECT_EQ(interactive_.screen.at(0), "* since noon");
    EXPECT_EQ(interactive_.screen.at(1),
              "* another program of yours is in the room as Bob; take its place?");
    EXPECT_EQ(interactive_.questions.front().first, "(y/N) ");
    interactive_.lines = {"y"};
    session_.calls.clear();
    EXPECT_EQ(run_interactive(), ExitCode::left);
    EXPECT_THAT(session_.calls, ElementsAre("enter Bob unless here", "enter Bob"));
    session_.calls.clear();
    EXPECT_EQ(run_plain(), ExitCode::left);
    EXPECT_THAT(session_.calls, ElementsAre("enter Bob"));
}

// The program that was here last, and has ended whatever way, is no other one.
TEST_F(ApplicationTest, KnowsTheProgramBefore) {
    session_.script["enter Bob"] = {Entered{}, left_};
    EXPECT_EQ(run_interactive(), ExitCode::left);
    EXPECT_EQ(run_interactive(), ExitCode::left);
    EXPECT_THAT(session_.formers, ElementsAre(sealed::Instance{}, sealed::Instance{0xABC}));
}

// A person is asked for another name only where that helps.
TEST_F(ApplicationTest, EndsWhereNoNameHelps) {
    interactive_.lines = {"Bob", "Ann"};
    session_.script["enter Bob"] = {
        NameRefused{"", classic::Refusal::name_taken, sealed::RefusalReason::name_taken}};
    session_.script["enter Ann"] = {
        NameRefused{"until tomorrow", std::nullopt, sealed::RefusalReason::banned}};
    EXPECT_EQ(run_with(interactive_, &known_rooms_, ""), ExitCode::not_permitted);
    EXPECT_THAT(interactive_.screen,
                ElementsAre("* not admitted: this name is taken, choose another",
                            "* not admitted: until tomorrow"));
}

// A person's commands are never said; what nobody here knows is asked of the server.
TEST_F(ApplicationTest, ObeysAPerson) {
    interactive_.lines = {"/who o", "/who 3", "/history 7", "/msg Bob secret", "//x", " 退出 "};
    session_.script["enter Bob"] = {Entered{}};
    session_.script["ask members o"] = {ShowMembers{"o", sealed::Crowd{1, {"Bob"}}}};
    session_.script["ask older 7"] = {ShowOlder{std::vector<Event>{}, true}};
    session_.script["leave"] = {left_};
    EXPECT_EQ(run_interactive(), ExitCode::left);
    EXPECT_THAT(session_.calls, ElementsAre("enter Bob", "ask members o", "ask delivered 3",
                                            "ask older 7", "say /x", "leave"));
    EXPECT_THAT(interactive_.screen,
                ElementsAre("* you are in the room; type quit or press Ctrl+D to leave",
                            "* 1 here with \"o\" in the name: Bob",
                            "* there is nothing earlier that you may see",
                            testing::StartsWith("* there is no command /msg"),
                            "* you have left the room"));
}

// Who saw only the latest of the past on coming in goes on in front of it, and then as everybody.
TEST_F(ApplicationTest, ShowsWhatWasLeftOutOfThePast) {
    interactive_.unshown_before = Sequence{12};
    interactive_.lines = {"/history 7", "/history 7", "/quit"};
    session_.script["enter Bob"] = {Entered{}};
    session_.script["leave"] = {left_};
    EXPECT_EQ(run_interactive(), ExitCode::left);
    EXPECT_THAT(session_.calls,
                ElementsAre("enter Bob", "ask older 7 before 12", "ask older 7", "leave"));
}

// What a program says is text, and who is ignored on a terminal is a person's business.
TEST_F(ApplicationTest, TakesNoCommandsFromAProgram) {
    plain_.lines = {"/who", "quit", std::nullopt};
    session_.script["enter Bob"] = {Entered{}};
    session_.script["finish"] = {left_};
    EXPECT_EQ(run_plain(), ExitCode::left);
    EXPECT_THAT(session_.calls, ElementsAre("enter Bob", "say /who", "say quit", "finish"));
}

// A program that has to give way keeps what was being typed.
TEST_F(ApplicationTest, KeepsTheDraft) {
    interactive_.unfinished = "half a line";
    session_.script["enter Bob"] = {Entered{}, Ended{EndReason::superseded}};
    EXPECT_EQ(run_interactive(), ExitCode::not_permitted);
    EXPECT_THAT(interactive_.screen,
                ElementsAre("* you are in the room; type quit or press Ctrl+D to leave",
                            "* not sent: half a line",
                            "* another program of yours has entered under this name, so this one "
                            "ends"));
}

// At the prompt for a name blanks around it do not count, and a command is none.
TEST_F(ApplicationTest, TakesNamesAsTheyAreMeant) {
    interactive_.lines = {"/help", " Bob "};
    session_.script["enter Bob"] = {Entered{"Bob"}, left_};
    EXPECT_EQ(run_with(interactive_, &known_rooms_, ""), ExitCode::left);
    EXPECT_THAT(session_.calls, ElementsAre("enter Bob"));
    EXPECT_EQ(interactive_.screen.front(),
              "* /help is no name: a name is asked for here, and /quit leaves");
    interactive_.lines = {"/quit"};
    session_.script["leave"] = {left_};
    EXPECT_EQ(run_with(interactive_, &known_rooms_, ""), ExitCode::left);
    EXPECT_THAT(session_.calls, ElementsAre("enter Bob", "leave"));
}

// Where a classic room does not let anybody in, no name is asked for again.
TEST_F(ApplicationTest, EndsWhereTheClassicRoomIsClosed) {
    interactive_.lines = {"Bob", "Ann"};
    session_.script["enter Bob"] = {
        NameRefused{"不允许从您的网络地址进入", classic::Refusal::not_allowed}};
    EXPECT_EQ(run_with(interactive_, nullptr, ""), ExitCode::not_permitted);
    EXPECT_THAT(interactive_.screen,
                ElementsAre("* not admitted: classic access is not allowed from your address"));
}

// The room may let in behind a refusal: another name is not asked for any more.
TEST_F(ApplicationTest, GoesInsideBehindARefusal) {
    const NameRefused refused{"", classic::Refusal::name_taken, sealed::RefusalReason::name_taken};
    interactive_.unanswered = "Your name: ";
    interactive_.lines = {"hi"};
    session_.script["enter Bob"] = {refused, SendDatagram{"twice"}};
    session_.script["late"] = {Entered{"Bób"}};
    session_.script["say hi"] = {left_};
    std::thread room([&] {
        server_.receive();
        server_.send("late");
    });
    EXPECT_EQ(run_interactive(), ExitCode::left);
    room.join();
    EXPECT_THAT(session_.calls, ElementsAre("enter Bob", "late", "say hi"));
    EXPECT_THAT(interactive_.questions, ElementsAre(std::pair("Your name: ", Typed::stays),
                                                    std::pair("Bób : ", Typed::goes)));
    EXPECT_THAT(interactive_.screen,
                ElementsAre("* not admitted: this name is taken, choose another",
                            "* you are in the room; type quit or press Ctrl+D to leave",
                            "* you have left the room"));
}

// A program that is refused ends, and leaves in case it is let in yet.
TEST_F(ApplicationTest, LeavesWhenItIsRefused) {
    session_.script["enter Bob"] = {
        NameRefused{"", classic::Refusal::name_taken, sealed::RefusalReason::name_taken},
        Entered{"Bob"}};
    EXPECT_EQ(run_plain(), ExitCode::refused);
    EXPECT_THAT(session_.calls, ElementsAre("enter Bob", "leave"));
    EXPECT_THAT(plain_.screen, ElementsAre("* not admitted: this name is taken, choose another"));
}

// A server may call us anything; only what is like a name is ours from then on.
TEST_F(ApplicationTest, TakesOnlyNamesFromTheRoom) {
    interactive_.lines = {"quit"};
    session_.script["enter Bob"] = {Entered{"Bob\nI resign"}};
    session_.script["leave"] = {left_};
    EXPECT_EQ(run_interactive(), ExitCode::left);
    EXPECT_THAT(interactive_.questions, ElementsAre(std::pair("Bob : ", Typed::goes)));
    EXPECT_EQ(last_names_.find("a:1"), "Bob");
}

} // namespace

} // namespace chatroom
