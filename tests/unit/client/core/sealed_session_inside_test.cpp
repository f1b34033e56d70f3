// SPDX-License-Identifier: GPL-3.0-or-later
// Being in the room over the sealed protocol: what is shown, said, acknowledged and answered.
#include "protocol/text.hpp"
#include "tests/unit/client/core/sealed_session_fixture.hpp"

namespace chatroom {

namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

// Events are shown in order, those from before as past, and acknowledged together.
TEST_F(SealedSessionTest, ShowsEvents) {
    reach_finish(0);
    frames();
    auto came = welcome();
    came.cursor = {7};
    give(0, {came, events({event(8, "Bob", "early"), event(9, "Bob", "on time")}),
             events({event(10, "Alice", "")})});
    EXPECT_THAT(outputs(), ElementsAre(Entered{"Alice"}, ShowEvent{event(8, "Bob", "early"), true},
                                       ShowEvent{event(9, "Bob", "on time"), true}, PastEnded{},
                                       shown(event(10, "Alice", ""))));
    session_->advance(at(25));
    outputs();
    EXPECT_THAT(frames(), ElementsAre(ack(10)));
}

// What is missing is asked for by saying at once what is there.
TEST_F(SealedSessionTest, AcknowledgesGapsInTheOrderAtOnce) {
    come_in();
    give(100, {events({event(11, "Bob", "b")})});
    EXPECT_THAT(outputs(), IsEmpty());
    sealed::Ack early{.cumulative = {9}, .watermark = {}, .received = {}};
    early.received.set(0);
    EXPECT_THAT(frames(), ElementsAre(early));
    give(110, {events({event(10, "Bob", "a")})});
    EXPECT_THAT(outputs(), ElementsAre(shown(event(10, "Bob", "a")), shown(event(11, "Bob", "b"))));
    EXPECT_THAT(frames(), IsEmpty());
}

// What is no longer kept is said.
TEST_F(SealedSessionTest, ShowsGaps) {
    come_in();
    give(100, {sealed::Gap{{10}, {19}, sealed::GapReason::trimmed}});
    give(100, {sealed::Gap{{20}, {29}, sealed::GapReason::never_given}});
    EXPECT_THAT(outputs(), ElementsAre(ShowGap{10}));
}

// A greeting is shown once, however often it comes with WELCOME.
TEST_F(SealedSessionTest, ShowsTheGreetingOnce) {
    reach_finish(0);
    frames();
    const sealed::Greeting greeting{"the exam", "at eight"};
    give(0, {welcome(), greeting});
    EXPECT_THAT(outputs(),
                ElementsAre(Entered{"Alice"}, PastEnded{}, ShowGreeting{"the exam", "at eight"}));
    give(100, {welcome(), greeting});
    EXPECT_THAT(outputs(), IsEmpty());
}

// What the welcome says of the limits is told when something was too fast.
TEST_F(SealedSessionTest, TellsTheLimitsWithARefusal) {
    reach_finish(0);
    const sealed::Limits limits{5, 50, 4096, 32768};
    give(0, {welcome(), limits});
    session_->say(at(100), "hello");
    outputs();
    give(110, {sealed::NotSaid{1, 1, sealed::NotSaidReason::too_fast, 1, "no"}});
    EXPECT_THAT(outputs(), ElementsAre(NotTaken{.reason = sealed::NotSaidReason::too_fast,
                                                .text = "no",
                                                .retry_after = std::chrono::seconds(1),
                                                .is_final = false,
                                                .limits = limits}));
}

// Who has an event is asked for until the server tells; without a number it is one's own latest.
TEST_F(SealedSessionTest, AsksWhoHasAnEvent) {
    come_in();
    session_->ask_delivered(at(50), {});
    EXPECT_THAT(outputs(), ElementsAre(ShowDelivery{{}, std::nullopt}));
    session_->say(at(100), "hello");
    give(110, {events({event(10, "Alice", "hello", 1)})});
    session_->advance(at(135));
    outputs();
    frames();
    session_->ask_delivered(at(200), {});
    outputs();
    EXPECT_THAT(frames(), ElementsAre(sealed::AskDelivered{{10}}));
    const sealed::Delivered delivered{{10}, {1, {"Bob"}}, {1, {"Alice"}}, {}, {}};
    give(210, {delivered, delivered});
    EXPECT_THAT(outputs(), ElementsAre(ShowDelivery{{10}, delivered}));
    session_->ask_delivered(at(300), {7});
    EXPECT_THAT(run_until(5400), testing::Contains(Output(ShowDelivery{{7}, std::nullopt})));
}

// WELCOME that comes again is acknowledged again, and changes nothing.
TEST_F(SealedSessionTest, TakesWelcomeOnce) {
    come_in();
    give(100, {events({event(10, "Bob", "a")}), welcome()});
    EXPECT_THAT(outputs(), ElementsAre(shown(event(10, "Bob", "a"))));
    EXPECT_THAT(frames(), ElementsAre(ack(10)));
}

// A text is pending, then in the journal with its own event, then everywhere.
TEST_F(SealedSessionTest, SaysTexts) {
    come_in();
    session_->say(at(100), "hello");
    EXPECT_THAT(outputs(), ElementsAre(said(1, "hello")));
    EXPECT_THAT(frames(), ElementsAre(ack(9), say_frame(1, {"hello"})));
    give(110, {events({event(10, "Bob", "x"), event(11, "Alice", "hello", 1)})});
    EXPECT_THAT(outputs(), ElementsAre(shown(event(10, "Bob", "x")), marked(1, Mark::in_journal),
                                       shown(event(11, "Alice", "hello", 1), MessageId{1})));
    give(120, {sealed::Watermark{{11}}});
    EXPECT_THAT(outputs(), ElementsAre(marked(1, Mark::everywhere)));
    session_->advance(at(135));
    outputs();
    EXPECT_THAT(frames(), ElementsAre(ack(11, 11)));
}

// What is to be acknowledged goes with what is said.
TEST_F(SealedSessionTest, AcknowledgesWithWhatItSays) {
    come_in();
    give(100, {events({event(10, "Bob", "x")})});
    outputs();
    session_->say(at(110), "hello");
    outputs();
    EXPECT_THAT(frames(), ElementsAre(ack(10), say_frame(1, {"hello"})));
    EXPECT_THAT(datagrams_, SizeIs(1));
    run_until(200);
    EXPECT_THAT(frames(), IsEmpty());
}

// What has come is acknowledged with everything that is said: the last ACK may have been lost.
TEST_F(SealedSessionTest, AcknowledgesAgainWithWhatItSays) {
    come_in();
    give(100, {events({event(10, "Bob", "x")})});
    run_until(125);
    EXPECT_THAT(frames(), ElementsAre(ack(10)));
    session_->say(at(200), "hello");
    outputs();
    EXPECT_THAT(frames(), ElementsAre(ack(10), say_frame(1, {"hello"})));
}

// A server that sends as fast as it may is not kept waiting for ACK.
TEST_F(SealedSessionTest, AcknowledgesEightDatagramsAtOnce) {
    come_in();
    int ms = 100;
    for (std::uint64_t sequence = 10; sequence < 18; ++sequence) {
        EXPECT_THAT(frames(), IsEmpty());
        give(ms++, {events({event(sequence, "Bob", "x")})});
        outputs();
    }
    EXPECT_THAT(frames(), ElementsAre(ack(17)));
}

// A text that has no receipt in time is said again.
TEST_F(SealedSessionTest, RepeatsWhatItSays) {
    come_in();
    session_->say(at(100), "hello");
    run_until(600);
    EXPECT_THAT(frames(),
                ElementsAre(ack(9), say_frame(1, {"hello"}), ack(9), say_frame(1, {"hello"})));
}

// Long texts are several messages, and none that the protocol does not allow.
TEST_F(SealedSessionTest, SplitsLongTexts) {
    come_in();
    session_->say(at(100), std::string(2000, 'x') + "\t");
    EXPECT_THAT(outputs(),
                ElementsAre(said(1, std::string(960, 'x')), said(2, std::string(960, 'x')),
                            said(3, std::string(80, 'x'))));
    EXPECT_THAT(frames(), ElementsAre(ack(9), say_frame(1, {std::string(960, 'x')}), ack(9),
                                      say_frame(2, {std::string(960, 'x'), std::string(80, 'x')})));
}

// What cannot be said is said to be so; what is nothing is nothing.
TEST_F(SealedSessionTest, DoesNotSayWhatIsNoText) {
    come_in();
    session_->say(at(100), std::string(max_text_bytes + 1, 'x'));
    EXPECT_THAT(outputs(), ElementsAre(TextTooLong{max_text_bytes}));
    session_->say(at(100), "\xff");
    EXPECT_THAT(outputs(), ElementsAre(TextNotUtf8{}));
    session_->say(at(100), "\x01\r\n");
    EXPECT_THAT(outputs(), IsEmpty());
    EXPECT_THAT(frames(), IsEmpty());
}

// Whoever feeds a file into the room waits for the journal after 64 texts; 32 are on the way.
TEST_F(SealedSessionTest, DoesNotOutrunTheJournal) {
    come_in();
    for (int i = 0; i < 64; ++i) {
        ASSERT_TRUE(session_->ready_for_text());
        session_->say(at(100), "x");
    }
    EXPECT_FALSE(session_->ready_for_text());
    outputs();
    EXPECT_THAT(frames(), SizeIs(32 * 2)); // Each with an ACK.
    give(110, {events({event(10, "Alice", "x", 1), event(11, "Alice", "x", 2)})});
    outputs();
    EXPECT_TRUE(session_->ready_for_text());
    EXPECT_THAT(frames(), ElementsAre(ack(11), say_frame(33, {"x", "x"})));
}

// Who has sent nothing for ten seconds asks the server whether it is there.
TEST_F(SealedSessionTest, Pings) {
    come_in();
    EXPECT_EQ(session_->next_deadline(), at(10'025));
    run_until(12'500);
    EXPECT_THAT(frames(), ElementsAre(sealed::Ping{}, sealed::Ping{}, sealed::Ping{}));
    give(12'600, {sealed::Pong{}});
    EXPECT_EQ(session_->next_deadline(), at(22'025));
    EXPECT_THAT(outputs(), IsEmpty());
}

// A server that can keep nothing says so, and when it can again; each is told once.
TEST_F(SealedSessionTest, TellsWhetherAnythingIsKept) {
    come_in();
    give(100, {sealed::Condition{true}});
    EXPECT_THAT(outputs(), IsEmpty());
    give(200, {sealed::Condition{false}});
    give(201, {sealed::Pong{}, sealed::Condition{false}});
    EXPECT_THAT(outputs(), ElementsAre(Tell{Notice::nothing_is_kept}));
    give(300, {sealed::Condition{true}});
    EXPECT_THAT(outputs(), ElementsAre(Tell{Notice::kept_again}));
}

// Each CHALLENGE is answered at once.
TEST_F(SealedSessionTest, AnswersChallenges) {
    come_in();
    const sealed::Token token{1, 2, 3, 4, 5, 6, 7, 8};
    give(100, {sealed::Challenge{token}});
    give(101, {sealed::Challenge{token}});
    outputs();
    EXPECT_THAT(frames(), ElementsAre(sealed::Response{token}, sealed::Response{token}));
}

// WAKE makes it ask, once a second at most.
TEST_F(SealedSessionTest, PingsWhenTheServerHasStarted) {
    come_in();
    const auto wake = sealed::encode(sealed::Wake{});
    session_->datagram(at(1000), wake);
    session_->datagram(at(1001), wake);
    session_->datagram(at(1999), wake);
    give(1999, {sealed::Pong{}});
    session_->datagram(at(2000), wake);
    outputs();
    EXPECT_THAT(frames(), ElementsAre(sealed::Ping{}, sealed::Ping{}));
}

// A kick, another program under the same name, and a goodbye end the session and what is pending.
TEST_F(SealedSessionTest, EndsWhenItIsClosed) {
    const std::vector<std::pair<sealed::Closed, Ended>> cases = {
        {{sealed::CloseReason::left, ""}, {EndReason::left}},
        {{sealed::CloseReason::kicked, "刷屏"}, {EndReason::kicked, "刷屏"}},
        {{sealed::CloseReason::superseded, ""}, {EndReason::superseded}}};
    for (const auto& one : cases) {
        use(sealed_options());
        come_in();
        session_->say(at(100), "hello");
        give(110, {one.first, events({event(10, "Bob", "x")})});
        EXPECT_THAT(outputs(), ElementsAre(said(1, "hello"), marked(1, Mark::failed), one.second));
        EXPECT_FALSE(session_->ready_for_text());
        EXPECT_EQ(session_->next_deadline(), std::nullopt);
    }
}

// After the end nothing counts any more.
TEST_F(SealedSessionTest, IgnoresEverythingAfterTheEnd) {
    come_in();
    give(100, {sealed::Closed{sealed::CloseReason::kicked, ""}});
    outputs();
    datagrams_.clear();
    give(110, {events({event(10, "Bob", "x")})});
    session_->datagram(at(120), sealed::encode(sealed::Wake{}));
    session_->trouble(at(130), Trouble::port_closed);
    session_->passphrase(at(140), "open sesame");
    session_->advance(at(100'000));
    session_->leave(at(100'001));
    session_->enter(at(100'002), "Bob");
    session_->ask_delivered(at(100'003), {});
    session_->ask_members(at(100'003), "");
    session_->advance(at(200'000));
    EXPECT_THAT(outputs(), IsEmpty());
    EXPECT_THAT(datagrams_, IsEmpty());
}

// REFUSED is no answer to anything said inside, and PONG none to ENTER.
TEST_F(SealedSessionTest, IgnoresFramesOutOfTurn) {
    reach_finish(0);
    frames();
    give(10, {sealed::Pong{}, events({event(10, "Bob", "x")}), sealed::Watermark{{9}},
              sealed::Gap{{1}, {9}, sealed::GapReason::trimmed}});
    EXPECT_THAT(outputs(), IsEmpty());
    give(20, {welcome()});
    give(30, {sealed::Refused{sealed::RefusalReason::already_inside, "no"}});
    EXPECT_THAT(outputs(), ElementsAre(Entered{"Alice"}, PastEnded{}));
    EXPECT_TRUE(session_->ready_for_text());
    give(40, {events({event(10, "Bob", "x")})});
    EXPECT_THAT(outputs(), ElementsAre(shown(event(10, "Bob", "x"))));
}

// An event of an unknown kind is acknowledged and handed on, in its place.
TEST_F(SealedSessionTest, TakesEventsOfUnknownKinds) {
    come_in();
    auto unknown = event(10, "", "");
    unknown.kind = EventKind{77};
    unknown.about = {3};
    give(100, {events({unknown, event(11, "Bob", "a")})});
    EXPECT_THAT(outputs(), ElementsAre(shown(unknown), shown(event(11, "Bob", "a"))));
    session_->advance(at(125));
    outputs();
    EXPECT_THAT(frames(), ElementsAre(ack(11)));
}

// What is not taken is told, fails, and holds nothing up.
TEST_F(SealedSessionTest, GoesOnAfterWhatIsNotTaken) {
    come_in();
    session_->say(at(100), "one");
    session_->say(at(100), "two");
    outputs();
    frames();
    give(110, {sealed::NotSaid{1, 1, sealed::NotSaidReason::not_clean, 0, "no"}});
    EXPECT_THAT(outputs(), ElementsAre(NotTaken{sealed::NotSaidReason::not_clean, "no"},
                                       marked(1, Mark::failed)));
    EXPECT_THAT(frames(), ElementsAre(ack(9), sealed::GivenUp{1, 1}, say_frame(2, {"two"})));
}

// Whoever leaves behind messages that were refused leaves at the last that was taken.
TEST_F(SealedSessionTest, LeavesAfterWhatIsNotTaken) {
    come_in();
    session_->say(at(100), "one");
    session_->leave(at(100));
    outputs();
    frames();
    give(110, {sealed::NotSaid{1, 1, sealed::NotSaidReason::muted, 0, "no"}});
    outputs();
    EXPECT_THAT(frames(), ElementsAre(sealed::Leave{0}));
}

} // namespace

} // namespace chatroom
