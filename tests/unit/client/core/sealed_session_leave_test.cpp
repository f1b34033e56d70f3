// SPDX-License-Identifier: GPL-3.0-or-later
// Leaving the room over the sealed protocol.
#include "tests/unit/client/core/sealed_session_fixture.hpp"

namespace chatroom {

namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

// LEAVE is answered with CLOSED.
TEST_F(SealedSessionTest, Leaves) {
    come_in();
    session_->leave(at(100));
    outputs();
    EXPECT_THAT(frames(), ElementsAre(sealed::Leave{0}));
    EXPECT_FALSE(session_->ready_for_text());
    give(110, {events({event(10, "Bob", "bye")}), sealed::Closed{sealed::CloseReason::left, ""}});
    EXPECT_THAT(outputs(), ElementsAre(shown(event(10, "Bob", "bye")), Ended{EndReason::left}));
    EXPECT_EQ(session_->next_deadline(), std::nullopt);
}

// Without an answer LEAVE is repeated, and given up after a second.
TEST_F(SealedSessionTest, DoesNotWaitLongForTheGoodbye) {
    come_in();
    session_->leave(at(100));
    EXPECT_THAT(run_until(1099), IsEmpty());
    EXPECT_THAT(frames(), ElementsAre(sealed::Leave{0}, sealed::Leave{0}, sealed::Leave{0},
                                      sealed::Leave{0}));
    EXPECT_THAT(run_until(1100), ElementsAre(Ended{EndReason::left_unconfirmed}));
}

// Leaving twice does not wait at all.
TEST_F(SealedSessionTest, LeavesAtOnceWhenToldTwice) {
    come_in();
    session_->leave(at(100));
    session_->leave(at(101));
    EXPECT_THAT(outputs(), ElementsAre(Ended{EndReason::left_unconfirmed}));
}

// What is pending is said first; LEAVE carries the last number.
TEST_F(SealedSessionTest, SaysWhatIsPendingBeforeItLeaves) {
    come_in();
    session_->say(at(100), "one");
    session_->say(at(100), "two");
    session_->leave(at(100));
    outputs();
    EXPECT_THAT(frames(),
                ElementsAre(ack(9), say_frame(1, {"one"}), ack(9), say_frame(2, {"two"})));
    EXPECT_THAT(run_until(600), IsEmpty());
    EXPECT_THAT(frames(), ElementsAre(ack(9), say_frame(1, {"one", "two"})));
    give(700, {events({event(10, "Alice", "one", 1)})});
    EXPECT_THAT(frames(), IsEmpty());
    give(710, {events({event(11, "Alice", "two", 2)})});
    EXPECT_THAT(outputs(), SizeIs(4));
    EXPECT_THAT(frames(), ElementsAre(ack(11), sealed::Leave{2}));
    EXPECT_THAT(run_until(1710), ElementsAre(Ended{EndReason::left_unconfirmed}));
}

// Four seconds for all that is pending are enough. The rest has failed, which the server is told
// with the goodbye, as it may be on the way.
TEST_F(SealedSessionTest, GivesUpPendingMessages) {
    come_in();
    session_->say(at(100), "one");
    session_->say(at(100), "two");
    session_->say(at(100), "three");
    session_->leave(at(100));
    outputs();
    give(3000, {events({event(10, "Alice", "one", 1)})});
    outputs();
    EXPECT_THAT(run_until(4099), IsEmpty());
    frames();
    EXPECT_THAT(run_until(4100), ElementsAre(marked(2, Mark::failed), marked(3, Mark::failed)));
    EXPECT_THAT(frames(), ElementsAre(sealed::GivenUp{2, 3}, sealed::Leave{1}));
    give(4110, {sealed::Closed{sealed::CloseReason::left, ""}});
    EXPECT_THAT(outputs(), ElementsAre(Ended{EndReason::left}));
}

// A room that takes the next message in a minute is left at once, and why it was not said is told.
TEST_F(SealedSessionTest, DoesNotWaitForASlowRoomToLeave) {
    come_in();
    session_->say(at(100), "one");
    outputs();
    frames();
    give(200, {sealed::NotSaid{1, 1, sealed::NotSaidReason::too_fast, 60, "slow"}});
    outputs();
    session_->leave(at(20'200));
    EXPECT_THAT(outputs(), ElementsAre(NotTaken{sealed::NotSaidReason::too_fast, "slow",
                                                std::chrono::seconds(40), true},
                                       marked(1, Mark::failed)));
    EXPECT_THAT(frames(), ElementsAre(sealed::GivenUp{1, 1}, sealed::Leave{0}));
}

// At the end of a pipe a slow room is waited for, until the program is asked to end.
TEST_F(SealedSessionTest, HurriesWhenItIsAskedToEnd) {
    come_in();
    session_->say(at(100), "one");
    outputs();
    give(200, {sealed::NotSaid{1, 1, sealed::NotSaidReason::too_fast, 60, "slow"}});
    session_->finish(at(300));
    outputs();
    EXPECT_THAT(run_until(20'000), IsEmpty());
    frames();
    session_->leave(at(20'200));
    EXPECT_THAT(outputs(), testing::Contains(marked(1, Mark::failed)));
    EXPECT_THAT(frames(), ElementsAre(sealed::GivenUp{1, 1}, sealed::Leave{0}));
    session_->leave(at(20'201));
    EXPECT_THAT(outputs(), ElementsAre(Ended{EndReason::left_unconfirmed}));
}

// A second leave() fails what is pending, too.
TEST_F(SealedSessionTest, FailsPendingMessagesWhenToldTwice) {
    come_in();
    session_->say(at(100), "one");
    session_->leave(at(100));
    session_->leave(at(200));
    EXPECT_THAT(outputs(), ElementsAre(said(1, "one"), marked(1, Mark::failed),
                                       Ended{EndReason::left_unconfirmed}));
}

// Who was never inside has nothing to leave.
TEST_F(SealedSessionTest, LeavesFromOutside) {
    session_->leave(at(0));
    EXPECT_THAT(outputs(), ElementsAre(Ended{EndReason::never_entered}));
    use(sealed_options());
    session_->enter(at(0), "alice");
    session_->leave(at(10));
    EXPECT_THAT(outputs(), ElementsAre(Ended{EndReason::never_entered}));
    use(sealed_options());
    reach_finish(0);
    give(10, {sealed::Refused{sealed::RefusalReason::room_full, "full"}});
    session_->leave(at(20));
    EXPECT_THAT(outputs(), ElementsAre(NameRefused{"full", classic::Refusal::room_full,
                                                   sealed::RefusalReason::room_full},
                                       Ended{EndReason::never_entered}));
    // An ENTER that is still on the way may be answered otherwise.
    EXPECT_THAT(frames(), testing::Contains(sealed::ClientFrame(sealed::Leave{0})));
}

// Whoever has sent ENTER may be inside without knowing it: the answer is waited for.
TEST_F(SealedSessionTest, LeavesBeforeWelcome) {
    reach_finish(0);
    session_->leave(at(10));
    frames();
    give(20, {welcome()});
    EXPECT_THAT(outputs(), ElementsAre(Entered{"Alice"}, PastEnded{}));
    EXPECT_THAT(frames(), ElementsAre(ack(9), sealed::Leave{0}));
    give(30, {sealed::Closed{sealed::CloseReason::left, ""}});
    EXPECT_THAT(outputs(), ElementsAre(Ended{EndReason::left}));

    use(sealed_options());
    reach_finish(0);
    session_->leave(at(10));
    give(20, {sealed::Refused{sealed::RefusalReason::room_full, "full"}});
    EXPECT_THAT(outputs(), ElementsAre(Ended{EndReason::never_entered}));

    use(sealed_options());
    reach_finish(0);
    session_->leave(at(10));
    EXPECT_THAT(run_until(1010), ElementsAre(Ended{EndReason::left_unconfirmed}));
}

// A server that is away is not waited for, and nobody is told any more that it is.
TEST_F(SealedSessionTest, LeavesAServerThatIsAway) {
    come_in();
    session_->leave(at(100));
    session_->trouble(at(101), Trouble::port_closed);
    EXPECT_THAT(outputs(), IsEmpty());
    EXPECT_THAT(run_until(1100), ElementsAre(Ended{EndReason::left_unconfirmed}));
}

// With messages pending there is time to come back, say them, and leave.
TEST_F(SealedSessionTest, ComesBackToSayWhatIsPendingAndLeaves) {
    come_in();
    session_->say(at(2000), "one");
    session_->leave(at(2000));
    outputs();
    session_->datagram(at(2010), sealed::encode(sealed::unknown_for(datagrams_.back())));
    frames();
    answer_handshake(2010);
    give(2020, {welcome_back(0)});
    EXPECT_THAT(outputs(), IsEmpty());
    EXPECT_THAT(frames(), testing::Contains(say_frame(1, {"one"})));
    give(2030, {events({event(10, "Alice", "one", 1)})});
    EXPECT_THAT(outputs(), SizeIs(2));
    EXPECT_THAT(frames(), ElementsAre(ack(10), sealed::Leave{1}));
    give(2040, {sealed::Closed{sealed::CloseReason::away_too_long, ""}});
    EXPECT_THAT(outputs(), ElementsAre(Ended{EndReason::left}));
}

// A server that does not come back has five seconds if there is something to say to it.
TEST_F(SealedSessionTest, GivesUpAServerThatDoesNotComeBack) {
    come_in();
    session_->trouble(at(2000), Trouble::port_closed);
    run_until(5000);
    session_->say(at(5000), "one");
    session_->leave(at(5000));
    outputs();
    EXPECT_THAT(run_until(9999), IsEmpty());
    EXPECT_THAT(run_until(10'000),
                ElementsAre(marked(1, Mark::failed), Ended{EndReason::left_unconfirmed}));
}

// A name that has been lost in the meantime needs no goodbye.
TEST_F(SealedSessionTest, LeavesWhenItIsRefused) {
    come_in();
    session_->trouble(at(2000), Trouble::port_closed);
    run_until(5000);
    session_->leave(at(5000));
    answer_handshake(5000);
    give(5010, {sealed::Refused{sealed::RefusalReason::name_owned, "no"}});
    EXPECT_THAT(outputs(), ElementsAre(Ended{EndReason::left_unconfirmed}));
}

} // namespace

} // namespace chatroom
