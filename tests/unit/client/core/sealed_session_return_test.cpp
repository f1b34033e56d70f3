// SPDX-License-Identifier: GPL-3.0-or-later
// Coming back to the room after the session or the way to the server was lost.
#include "tests/unit/client/core/sealed_session_fixture.hpp"

namespace chatroom {

namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

/// UNKNOWN, as a server that has restarted answers the datagram.
std::string unknown(const std::string& datagram) {
    return sealed::encode(sealed::unknown_for(datagram));
}

bool is_hello(const std::string& datagram) {
    return std::holds_alternative<sealed::Hello>(sealed::decode(datagram));
}

// A server that has forgotten the session takes the member back, and the user notices nothing.
TEST_F(SealedSessionTest, ComesBackToAServerThatHasRestarted) {
    reach_finish(0);
    const auto first = std::get<sealed::Enter>(frames().front());
    give(0, {welcome(), events({event(10, "Bob", "x"), event(11, "Bob", "y")})});
    outputs();
    session_->say(at(5000), "hello");
    outputs();
    frames();
    session_->datagram(at(5001), unknown(datagrams_.back()));
    EXPECT_THAT(outputs(), IsEmpty());
    EXPECT_TRUE(is_hello(datagrams_.back()));
    EXPECT_TRUE(session_->ready_for_text());
    answer_handshake(5010);
    EXPECT_THAT(
        frames(),
        ElementsAre(sealed::Enter{
            .is_resuming = true, .instance = first.instance, .seen = {11}, .name = "alice"}));
    give(5020, {welcome_back(0, 11), events({event(12, "Bob", "z")})});
    EXPECT_THAT(outputs(), ElementsAre(shown(event(12, "Bob", "z"))));
    EXPECT_THAT(frames(), ElementsAre(ack(12), say_frame(1, {"hello"})));
}

// Who enters may leave another program of ours in its place, and take it after all.
TEST_F(SealedSessionTest, MayLeaveAnotherProgramItsPlace) {
    session_->enter_unless_here(at(0), "alice", {7});
    answer_handshake(0);
    const sealed::Enter enter{.instance = session_->instance(), .seen = {}, .name = "alice"};
    EXPECT_THAT(frames(), ElementsAre(sealed::UnlessHere{{7}}, enter));
    give(10, {sealed::Refused{sealed::RefusalReason::here_elsewhere, "there"}});
    EXPECT_THAT(outputs(), ElementsAre(NameRefused{"there", std::nullopt,
                                                   sealed::RefusalReason::here_elsewhere}));
    session_->enter(at(1000), "alice");
    answer_handshake(1000);
    EXPECT_THAT(frames(), ElementsAre(enter));
}

// The condition is of the first time.
TEST_F(SealedSessionTest, GoesOnWithoutACondition) {
    session_->enter_unless_here(at(0), "alice", {});
    come_back(0, welcome());
    session_->say(at(5000), "hello");
    outputs();
    session_->datagram(at(5001), unknown(datagrams_.back()));
    answer_handshake(5010);
    const sealed::Enter back{
        .is_resuming = true, .instance = session_->instance(), .seen = {9}, .name = "alice"};
    const auto sent = frames();
    EXPECT_THAT(sent, testing::Contains(sealed::ClientFrame(back)));
    EXPECT_THAT(sent, testing::Not(testing::Contains(sealed::ClientFrame(sealed::UnlessHere{}))));
}

// In version 1 there is nothing to say it with.
TEST_F(SealedSessionTest, HasNoConditionsInVersion1) {
    auto options = sealed_options();
    options.versions = {1, 1};
    use(std::move(options));
    session_->enter_unless_here(at(0), "alice", {7});
    answer_handshake(0);
    EXPECT_THAT(frames(), ElementsAre(sealed::Enter{
                              .instance = session_->instance(), .seen = {}, .name = "alice"}));
}

// Only one of the last eight datagrams makes UNKNOWN count, and each session only once.
TEST_F(SealedSessionTest, BelievesUnknownOnlyWithWhatItHasSent) {
    come_in();
    for (int i = 0; i < 9; ++i) {
        session_->say(at(2000 + i), "x");
    }
    outputs();
    const auto sent = std::exchange(datagrams_, {});
    ASSERT_THAT(sent, SizeIs(9));
    session_->datagram(at(3000), unknown(sent[0]));
    session_->datagram(at(3000), sealed::encode(sealed::Unknown{}));
    outputs();
    EXPECT_THAT(datagrams_, IsEmpty());
    session_->datagram(at(3000), unknown(sent[1]));
    outputs();
    EXPECT_THAT(datagrams_, SizeIs(1));
    session_->datagram(at(3001), unknown(sent[2]));
    session_->datagram(at(3001), unknown(datagrams_.front()));
    outputs();
    EXPECT_THAT(datagrams_, SizeIs(1));
}

// A server that forgets us whenever it has met us is greeted once a second.
TEST_F(SealedSessionTest, DoesNotChaseAForgetfulServer) {
    reach_finish(0);
    session_->datagram(at(10), unknown(datagrams_.back()));
    datagrams_.clear();
    outputs();
    EXPECT_THAT(datagrams_, IsEmpty());
    run_until(999);
    EXPECT_THAT(datagrams_, IsEmpty());
    run_until(1000);
    EXPECT_THAT(datagrams_, SizeIs(1));
    EXPECT_TRUE(is_hello(datagrams_.back()));
}

// A way back that takes longer than three seconds is told of.
TEST_F(SealedSessionTest, TellsOfALongWayBack) {
    come_in();
    session_->say(at(2000), "x");
    outputs();
    session_->datagram(at(2001), unknown(datagrams_.back()));
    EXPECT_THAT(run_until(5000), IsEmpty());
    EXPECT_THAT(run_until(5001), ElementsAre(Tell{Notice::server_unreachable}));
    EXPECT_THAT(run_until(10'000), IsEmpty());
    EXPECT_THAT(run_until(10'001), ElementsAre(NewSocket{})); // The next handshake begins.
    answer_handshake(10'010);
    give(10'020, {welcome_back(0)});
    EXPECT_THAT(outputs(), ElementsAre(Tell{Notice::server_reachable_again}));
}

// Trouble that the network reports may be forged: the server is asked, and all is well if it
// answers.
TEST_F(SealedSessionTest, AsksTheServerAfterTrouble) {
    come_in();
    for (int ms = 2000; ms < 3000; ms += 100) {
        session_->trouble(at(ms), Trouble::port_closed);
        session_->trouble(at(ms + 1), Trouble::no_route);
    }
    EXPECT_THAT(outputs(), IsEmpty());
    EXPECT_THAT(frames(), ElementsAre(sealed::Ping{}));
    give(2999, {sealed::Pong{}});
    EXPECT_THAT(run_until(11'999), IsEmpty());
    EXPECT_THAT(frames(), IsEmpty());
}

// If it does not, that is told once; another socket is used, and the handshake is repeated ever
// more rarely.
TEST_F(SealedSessionTest, ComesBackAfterTrouble) {
    come_in();
    session_->trouble(at(2000), Trouble::port_closed);
    EXPECT_THAT(run_until(4999), IsEmpty());
    EXPECT_THAT(frames(), ElementsAre(sealed::Ping{}, sealed::Ping{}, sealed::Ping{}));
    datagrams_.clear();
    EXPECT_THAT(run_until(5000), ElementsAre(Tell{Notice::server_unreachable}, NewSocket{}));
    EXPECT_THAT(datagrams_, SizeIs(1));
    session_->trouble(at(5001), Trouble::port_closed);
    session_->trouble(at(5002), Trouble::no_route);
    EXPECT_THAT(outputs(), IsEmpty());
    EXPECT_THAT(run_until(12'999), IsEmpty());
    EXPECT_THAT(datagrams_, SizeIs(6));
    EXPECT_THAT(run_until(21'000), ElementsAre(NewSocket{}, NewSocket{}));
    EXPECT_TRUE(session_->ready_for_text());
    answer_handshake(21'010);
    give(21'020, {welcome_back(0)});
    EXPECT_THAT(outputs(), ElementsAre(Tell{Notice::server_reachable_again}));
}

// Trouble on the way back changes nothing: the handshake is repeated anyway.
TEST_F(SealedSessionTest, DoesNotMindTroubleOnTheWayBack) {
    come_in();
    give(2000, {sealed::Closed{sealed::CloseReason::away_too_long, ""}});
    session_->trouble(at(2100), Trouble::no_route);
    EXPECT_THAT(outputs(), IsEmpty());
    answer_handshake(2200);
    give(2210, {welcome_back(0)});
    EXPECT_THAT(outputs(), IsEmpty());
    EXPECT_TRUE(session_->ready_for_text());
}

// Somebody who was inside never gives up.
TEST_F(SealedSessionTest, NeverGivesUpOnceInside) {
    come_in();
    session_->trouble(at(2000), Trouble::port_closed);
    outputs();
    run_until(3'600'000);
    EXPECT_TRUE(session_->next_deadline());
    handshake_.erase(handshake_.begin(), handshake_.end() - 1);
    answer_handshake(3'600'010);
    give(3'600'020, {welcome_back(0)});
    EXPECT_THAT(outputs(), ElementsAre(Tell{Notice::server_reachable_again}));
}

// Twelve seconds of silence while something is waited for are trouble.
TEST_F(SealedSessionTest, TakesSilenceForTrouble) {
    come_in();
    session_->say(at(2000), "x");
    outputs();
    EXPECT_THAT(run_until(13'999), IsEmpty());
    EXPECT_THAT(run_until(14'000), ElementsAre(Tell{Notice::server_unreachable}, NewSocket{}));
    EXPECT_TRUE(is_hello(datagrams_.back()));
}

TEST_F(SealedSessionTest, TakesAnUnansweredPingForTrouble) {
    come_in();
    EXPECT_THAT(run_until(22'024), IsEmpty());
    EXPECT_THAT(run_until(22'025), ElementsAre(Tell{Notice::server_unreachable}, NewSocket{}));
}

// A server that has just started is greeted at once, whatever the pause would have been.
TEST_F(SealedSessionTest, HurriesWhenTheServerHasStarted) {
    come_in();
    session_->trouble(at(2000), Trouble::port_closed);
    run_until(9000);
    datagrams_.clear();
    session_->datagram(at(10'000), sealed::encode(sealed::Wake{}));
    session_->datagram(at(10'001), sealed::encode(sealed::Wake{}));
    outputs();
    EXPECT_THAT(datagrams_, SizeIs(1));
    EXPECT_EQ(session_->next_deadline(), at(10'250));
}

// Somebody who was away too long enters again, and goes on where it was.
TEST_F(SealedSessionTest, EntersAgainAfterBeingAwayTooLong) {
    come_in();
    give(2000, {events({event(10, "Bob", "x")})});
    outputs();
    give(2010, {sealed::Closed{sealed::CloseReason::away_too_long, ""}});
    frames();
    answer_handshake(2010);
    const auto enter = std::get<sealed::Enter>(frames().front());
    EXPECT_TRUE(enter.is_resuming);
    EXPECT_EQ(enter.seen, Sequence{10});
}

// What was said meanwhile is pending and goes with the rest.
TEST_F(SealedSessionTest, SaysMeanwhile) {
    come_in();
    session_->say(at(2000), "before");
    session_->trouble(at(2001), Trouble::port_closed);
    EXPECT_THAT(run_until(5001),
                ElementsAre(said(1, "before"), Tell{Notice::server_unreachable}, NewSocket{}));
    session_->say(at(5002), "meanwhile");
    EXPECT_THAT(outputs(), ElementsAre(said(2, "meanwhile")));
    frames();
    answer_handshake(6000);
    frames();
    give(6010, {welcome_back(1)});
    EXPECT_THAT(outputs(),
                ElementsAre(Tell{Notice::server_reachable_again}, marked(1, Mark::in_journal)));
    EXPECT_THAT(frames(), ElementsAre(ack(9), say_frame(2, {"meanwhile"})));
    give(6020, {events({event(10, "Alice", "before", 1)})});
    EXPECT_THAT(outputs(), ElementsAre(shown(event(10, "Alice", "before", 1), MessageId{1})));
}

// A server that has never heard of this program cannot say what became of its messages.
TEST_F(SealedSessionTest, FailsWhatNobodyCanKnow) {
    come_in();
    session_->say(at(2000), "before");
    session_->trouble(at(2001), Trouble::port_closed);
    run_until(5001);
    session_->say(at(5002), "meanwhile");
    answer_handshake(6000);
    frames();
    auto forgotten = welcome_back(0);
    forgotten.is_resumed = false;
    give(6010, {forgotten});
    EXPECT_THAT(outputs(),
                ElementsAre(Tell{Notice::server_reachable_again}, marked(1, Mark::failed)));
    EXPECT_THAT(frames(), ElementsAre(ack(9), say_frame(1, {"meanwhile"})));
}

// Events that happened while we were away are news, those from before we came stay the past.
TEST_F(SealedSessionTest, KnowsThePastAfterComingBack) {
    reach_finish(0);
    auto came = welcome();
    came.cursor = {7};
    give(0, {came});
    outputs();
    session_->trouble(at(2000), Trouble::port_closed);
    run_until(5000);
    come_back(5010, welcome_back(0, 7));
    give(5100, {events({event(8, "Bob", "a"), event(9, "Bob", "b"), event(10, "Bob", "c")})});
    EXPECT_THAT(outputs(), ElementsAre(ShowEvent{event(8, "Bob", "a"), true},
                                       ShowEvent{event(9, "Bob", "b"), true}, PastEnded{},
                                       shown(event(10, "Bob", "c"))));
}

// The name may be gone: then everything pending has failed, and another name may be tried.
TEST_F(SealedSessionTest, MayBeRefusedWhenItComesBack) {
    come_in();
    session_->say(at(2000), "before");
    session_->datagram(at(2001), unknown((outputs(), datagrams_.back())));
    answer_handshake(2002);
    give(2010, {sealed::Refused{sealed::RefusalReason::name_owned, "no"}});
    EXPECT_THAT(outputs(), ElementsAre(marked(1, Mark::failed),
                                       NameRefused{"no", classic::Refusal::name_owned,
                                                   sealed::RefusalReason::name_owned}));
    EXPECT_FALSE(session_->ready_for_text());
    EXPECT_EQ(session_->next_deadline(), std::nullopt);
    frames();

    session_->enter(at(9000), "Bob");
    answer_handshake(9005);
    const auto enter = std::get<sealed::Enter>(frames().front());
    EXPECT_FALSE(enter.is_resuming);
    EXPECT_EQ(enter.seen, Sequence{});
    give(9010, {welcome()});
    EXPECT_THAT(outputs(), ElementsAre(Entered{"Alice"}));
}

// Who is refused for another reason may try the same name later, and goes on.
TEST_F(SealedSessionTest, ResumesUnderTheSameNameAfterARefusal) {
    come_in();
    give(2000, {sealed::Closed{sealed::CloseReason::away_too_long, ""}});
    answer_handshake(2002);
    give(2010, {sealed::Refused{sealed::RefusalReason::room_full, "full"}});
    outputs();
    frames();
    session_->enter(at(9000), "alice");
    answer_handshake(9005);
    EXPECT_TRUE(std::get<sealed::Enter>(frames().front()).is_resuming);
    give(9010, {welcome_back(0)});
    EXPECT_THAT(outputs(), ElementsAre(Entered{"Alice"}));
}

// A journal that fails for a moment keeps nobody out who was inside.
TEST_F(SealedSessionTest, TriesAgainIfTheJournalHasFailed) {
    come_in();
    session_->say(at(2000), "x");
    session_->datagram(at(2001), unknown((outputs(), datagrams_.back())));
    answer_handshake(2002);
    give(2010, {sealed::Refused{sealed::RefusalReason::not_saved, "later"}});
    EXPECT_THAT(outputs(), IsEmpty());
    frames();
    run_until(2300);
    EXPECT_THAT(frames(), SizeIs(1));
    give(2310, {welcome_back(0)});
    outputs();
    EXPECT_THAT(frames(), ElementsAre(ack(9), say_frame(1, {"x"})));
}

// The server's key is told once; later it must be the same.
TEST_F(SealedSessionTest, KeepsToTheServerItHasMet) {
    come_in();
    give(2000, {sealed::Closed{sealed::CloseReason::away_too_long, ""}});
    outputs();
    server_ = SealedServer(key_pair(201));
    for (int step = 0; step < 2; ++step) {
        session_->datagram(at(2010), server_.answer(datagrams_.back()));
        step == 0 ? void(outputs()) : void();
    }
    EXPECT_THAT(outputs(), ElementsAre(Ended{EndReason::server_key_changed,
                                             sealed::fingerprint(server_.key())}));
}

// The room may have got a passphrase meanwhile.
TEST_F(SealedSessionTest, AsksForAPassphraseOnTheWayBack) {
    EXPECT_THAT(meet_a_passphrase_on_the_way_back(),
                ElementsAre(Tell{Notice::server_reachable_again}, PassphraseNeeded{}));
    EXPECT_FALSE(session_->ready_for_text());
    EXPECT_EQ(session_->next_deadline(), std::nullopt);
    handshake_.clear();
    session_->passphrase(at(60'000), "open sesame");
    come_back(60'010, welcome_back(0));
    EXPECT_TRUE(session_->ready_for_text());
}

// Whoever does not want to give it leaves at once: nothing is on the way to wait for.
TEST_F(SealedSessionTest, LeavesAtThePassphraseOnTheWayBack) {
    meet_a_passphrase_on_the_way_back();
    session_->leave(at(6000));
    EXPECT_THAT(outputs(), ElementsAre(Ended{EndReason::left_unconfirmed}));
}

// Each of the room's addresses may be where it is now: every way back begins at the next one, and
// goes on to others where nobody answers.
TEST_F(SealedSessionTest, TriesOtherAddressesOnTheWayBack) {
    come_in();
    session_->trouble(at(2000), Trouble::port_closed);
    EXPECT_THAT(run_until(5000), ElementsAre(Tell{Notice::server_unreachable}, NewSocket{}));
    EXPECT_EQ(tries_of_another_address_, 0);
    run_until(6750);
    EXPECT_EQ(tries_of_another_address_, 1);
    session_->trouble(at(6760), Trouble::no_route);
    outputs();
    EXPECT_EQ(tries_of_another_address_, 2);
    EXPECT_THAT(run_until(13'000), ElementsAre(NewSocket{}));
    answer_handshake(13'010);
    give(13'020, {welcome_back(0)});
    EXPECT_THAT(outputs(), ElementsAre(Tell{Notice::server_reachable_again}));
}

} // namespace

} // namespace chatroom
