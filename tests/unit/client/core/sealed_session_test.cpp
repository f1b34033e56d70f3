// SPDX-License-Identifier: GPL-3.0-or-later
// Entering the room over the sealed protocol, as values: no socket, no clock.
#include "protocol/text.hpp"
#include "tests/unit/client/core/sealed_session_fixture.hpp"

namespace chatroom {

namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

// Nobody has asked for anything yet.
TEST_F(SealedSessionTest, HasNothingToDoBeforeSomebodyEnters) {
    EXPECT_THAT(outputs(), IsEmpty());
    EXPECT_EQ(session_->next_deadline(), std::nullopt);
    EXPECT_FALSE(session_->ready_for_text());
}

// ENTER goes with FINISH; WELCOME lets in, under the name that the room shows.
TEST_F(SealedSessionTest, Enters) {
    session_->enter(at(0), "alice");
    EXPECT_THAT(outputs(), IsEmpty());
    session_->datagram(at(1), server_.answer(datagrams_.back()));
    EXPECT_THAT(outputs(), IsEmpty());
    session_->datagram(at(2), server_.answer(datagrams_.back()));
    EXPECT_THAT(outputs(), ElementsAre(ServerKey{server_.key()}));
    ASSERT_THAT(datagrams_, SizeIs(4));
    const auto sent = frames();
    ASSERT_THAT(sent, SizeIs(1));
    const auto& enter = std::get<sealed::Enter>(sent.front());
    EXPECT_FALSE(enter.is_resuming);
    EXPECT_NE(enter.instance, sealed::Instance{});
    EXPECT_EQ(enter.seen, Sequence{});
    EXPECT_EQ(enter.name, "alice");
    EXPECT_FALSE(session_->ready_for_text());
    give(3, {welcome()});
    EXPECT_THAT(outputs(), ElementsAre(Entered{"Alice"}, PastEnded{}));
    EXPECT_TRUE(session_->ready_for_text());
    EXPECT_EQ(session_->next_deadline(), at(28));
    session_->advance(at(28));
    outputs();
    EXPECT_THAT(frames(), ElementsAre(ack(9)));
}

// FINISH and ENTER are repeated together until the server answers.
TEST_F(SealedSessionTest, RepeatsFinishAndEnter) {
    reach_finish(0);
    const auto first = frames();
    datagrams_.clear();
    EXPECT_EQ(session_->next_deadline(), at(250));
    run_until(800);
    EXPECT_THAT(datagrams_, SizeIs(4));
    EXPECT_THAT(frames(), ElementsAre(first.front(), first.front()));
    give(900, {welcome()});
    EXPECT_THAT(outputs(), ElementsAre(Entered{"Alice"}, PastEnded{}));
    EXPECT_EQ(session_->next_deadline(), at(925));
}

// Who gets no answer gives up after ten seconds, and says what the network has said.
TEST_F(SealedSessionTest, GivesUpAfterTenSeconds) {
    session_->enter(at(0), "alice");
    EXPECT_THAT(run_until(9999), IsEmpty());
    EXPECT_THAT(datagrams_, SizeIs(10)); // Six in the first step, four in the second.
    EXPECT_THAT(run_until(10'000), ElementsAre(Ended{EndReason::no_answer}));
    EXPECT_EQ(session_->next_deadline(), std::nullopt);
}

TEST_F(SealedSessionTest, SaysWhatTheNetworkHasSaid) {
    session_->enter(at(0), "alice");
    session_->trouble(at(1), Trouble::port_closed);
    EXPECT_THAT(run_until(10'000), ElementsAre(Ended{EndReason::nothing_listens}));
    use(sealed_options());
    session_->enter(at(0), "alice");
    session_->trouble(at(1), Trouble::no_route);
    EXPECT_THAT(run_until(10'000), ElementsAre(Ended{EndReason::no_route}));
}

// The ten seconds count from the beginning, whatever step is reached. A server that has answered is
// there and does not let us in, unless it has gone since.
TEST_F(SealedSessionTest, GivesUpInEachStep) {
    session_->enter(at(0), "alice");
    run_until(3000);
    session_->datagram(at(3000), server_.answer(datagrams_.back()));
    EXPECT_THAT(run_until(10'000), ElementsAre(Ended{EndReason::ignored}));
    use(sealed_options());
    reach_finish(3000);
    EXPECT_THAT(run_until(13'000), ElementsAre(Ended{EndReason::ignored}));
    use(sealed_options());
    reach_finish(3000);
    session_->trouble(at(3010), Trouble::port_closed);
    EXPECT_THAT(run_until(13'000), ElementsAre(Ended{EndReason::nothing_listens}));
}

// A step that takes eight seconds leads back to HELLO, with another index.
TEST_F(SealedSessionTest, BeginsAnewAfterEightSeconds) {
    reach_finish(0);
    run_until(7999);
    const auto first = datagrams_.front();
    datagrams_.clear();
    run_until(8000);
    ASSERT_THAT(datagrams_, SizeIs(1));
    EXPECT_TRUE(std::holds_alternative<sealed::Hello>(sealed::decode(datagrams_.front())));
    EXPECT_NE(datagrams_.front(), first);
    answer_handshake(8010);
    give(8020, {welcome()});
    EXPECT_THAT(outputs(), ElementsAre(Entered{"Alice"}, PastEnded{}));
}

// A refused name can be followed by another one, in a session of its own: what still comes in the
// old one is about the old name.
TEST_F(SealedSessionTest, EntersUnderAnotherNameAfterARefusal) {
    reach_finish(0);
    const sealed::Refused refused{sealed::RefusalReason::name_taken, "有人用了"};
    give(10, {refused});
    give(11, {refused});
    EXPECT_THAT(outputs(), ElementsAre(NameRefused{"有人用了", classic::Refusal::name_taken,
                                                   sealed::RefusalReason::name_taken}));
    EXPECT_EQ(session_->next_deadline(), std::nullopt);
    EXPECT_FALSE(session_->ready_for_text());
    const auto late = server_.seal({refused});
    frames();

    session_->enter(at(60'000), "Bob");
    answer_handshake(60'010);
    const auto sent = frames();
    ASSERT_THAT(sent, SizeIs(1));
    EXPECT_EQ(std::get<sealed::Enter>(sent.front()).name, "Bob");
    session_->datagram(at(60'020), late);
    EXPECT_THAT(outputs(), IsEmpty());
    give(60'030, {welcome()});
    EXPECT_THAT(outputs(), ElementsAre(Entered{"Alice"}, PastEnded{}));
}

// The ten seconds count for each name.
TEST_F(SealedSessionTest, GivesUpTenSecondsAfterTheNextName) {
    reach_finish(0);
    give(10, {sealed::Refused{sealed::RefusalReason::name_taken, "no"}});
    session_->datagram(at(20), sealed::encode(sealed::unknown_for(datagrams_.back())));
    EXPECT_THAT(outputs(), ElementsAre(NameRefused{"no", classic::Refusal::name_taken,
                                                   sealed::RefusalReason::name_taken}));
    EXPECT_EQ(session_->next_deadline(), std::nullopt);
    session_->enter(at(60'000), "Bob");
    EXPECT_THAT(run_until(69'999), IsEmpty());
    EXPECT_THAT(run_until(70'000), ElementsAre(Ended{EndReason::no_answer}));
}

// WELCOME may overtake the refusal of a name before.
TEST_F(SealedSessionTest, TakesWelcomeAfterARefusal) {
    reach_finish(0);
    give(10, {sealed::Refused{sealed::RefusalReason::not_saved, "later"}});
    give(20, {welcome()});
    EXPECT_THAT(outputs(), ElementsAre(NameRefused{"later", classic::Refusal::not_saved,
                                                   sealed::RefusalReason::not_saved},
                                       Entered{"Alice"}, PastEnded{}));
}

// A name that is too long for ENTER is too long for any room, which will say so.
TEST_F(SealedSessionTest, CutsNamesThatCannotBe) {
    session_->enter(at(0), std::string(5000, 'x'));
    answer_handshake(0);
    EXPECT_THAT(std::get<sealed::Enter>(frames().front()).name, SizeIs(255));
}

// A room with a passphrase waits for it without any timer. Whoever is asked knows whose room it is.
TEST_F(SealedSessionTest, AsksForThePassphrase) {
    server_.set_passphrase("open sesame");
    session_->enter(at(0), "alice");
    EXPECT_THAT(answer_handshake(0),
                ElementsAre(ServerKey{server_.key(), false}, PassphraseNeeded{}));
    EXPECT_EQ(session_->next_deadline(), std::nullopt);
    session_->trouble(at(270), Trouble::no_route);
    handshake_.clear();
    session_->passphrase(at(100'000), "open sesame");
    EXPECT_THAT(answer_handshake(100'000), ElementsAre(ServerKey{server_.key()}));
    EXPECT_TRUE(server_.is_established());
    give(100'010, {welcome()});
    EXPECT_THAT(outputs(), ElementsAre(Entered{"Alice"}, PastEnded{}));
}

/// A client that has another passphrase than the room.
class WrongPassphraseTest : public SealedSessionTest {
protected:
    WrongPassphraseTest() {
        server_.set_passphrase("open sesame");
        auto options = sealed_options();
        options.passphrase.emplace("open barley");
        use(options);
        reach_finish(0);
    }

    /// What comes of being told so; the first time is not believed.
    std::vector<Output> told() {
        session_->datagram(at(10), server_.failed(sealed::Failure::wrong_passphrase));
        EXPECT_THAT(run_until(250), IsEmpty());
        session_->datagram(at(260), server_.failed(sealed::Failure::wrong_passphrase));
        return outputs();
    }
};

// A wrong passphrase is asked for again, and the ten seconds count from the next one.
TEST_F(WrongPassphraseTest, AsksAgain) {
    EXPECT_THAT(told(), ElementsAre(PassphraseNeeded{true}));
    EXPECT_EQ(session_->next_deadline(), std::nullopt);
    session_->passphrase(at(60'000), "open sesame");
    EXPECT_THAT(run_until(69'999), IsEmpty());
    EXPECT_THAT(run_until(70'000), ElementsAre(Ended{EndReason::no_answer}));
}

// The right one opens the room.
TEST_F(WrongPassphraseTest, EntersWithTheNextOne) {
    told();
    handshake_.clear();
    session_->passphrase(at(60'000), "open sesame");
    answer_handshake(60'000);
    EXPECT_TRUE(server_.is_established());
    give(60'010, {welcome()});
    EXPECT_THAT(outputs(), ElementsAre(Entered{"Alice"}, PastEnded{}));
}

// Whoever is leaving is not asked for a passphrase.
TEST_F(WrongPassphraseTest, LetsLeave) {
    session_->leave(at(5));
    EXPECT_THAT(told(), ElementsAre(Ended{EndReason::never_entered}));
}

// A server that is not the known one gets nothing but a handshake.
TEST_F(SealedSessionTest, EndsIfTheServersKeyHasChanged) {
    auto options = sealed_options();
    options.known_server = key_pair(77).key;
    use(options);
    session_->enter(at(0), "alice");
    outputs();
    session_->datagram(at(1), server_.answer(datagrams_.back()));
    outputs();
    session_->datagram(at(2), server_.answer(datagrams_.back()));
    EXPECT_THAT(outputs(), ElementsAre(Ended{EndReason::server_key_changed,
                                             sealed::fingerprint(server_.key())}));
    EXPECT_THAT(datagrams_, SizeIs(2));
}

// A program that has a name says so behind ENTER, where the session has words for it.
TEST_F(SealedSessionTest, IntroducesItself) {
    const auto options = [](sealed::Versions versions) {
        auto result = sealed_options();
        result.program = "chatroom-client 0.2.0";
        result.versions = versions;
        return result;
    };
    use(options(sealed::all_versions));
    reach_finish(0);
    outputs();
    const auto sent = frames();
    ASSERT_THAT(sent, SizeIs(2));
    EXPECT_EQ(std::get<sealed::Program>(sent.back()), sealed::Program{"chatroom-client 0.2.0"});
    use(options({1, 1}));
    reach_finish(0);
    outputs();
    EXPECT_THAT(frames(), SizeIs(1));
}

// Where HELLO has no answer for almost two seconds, or the network reports trouble, another address
// of the room may be better. A room that answers is stayed with.
TEST_F(SealedSessionTest, TriesOtherAddressesOnTheWayIn) {
    session_->enter(at(0), "alice");
    run_until(1749);
    EXPECT_EQ(tries_of_another_address_, 0);
    run_until(1750);
    EXPECT_EQ(tries_of_another_address_, 1);
    run_until(3750);
    EXPECT_EQ(tries_of_another_address_, 2);
    session_->trouble(at(3760), Trouble::port_closed);
    outputs();
    EXPECT_EQ(tries_of_another_address_, 3);
    answer_handshake(3770);
    give(3780, {welcome()});
    run_until(10'000);
    EXPECT_EQ(tries_of_another_address_, 3);
}

// Nor is a server waited for without end that has answered HELLO and nothing else.
TEST_F(SealedSessionTest, TriesAnotherAddressAfterAStepThatFailed) {
    session_->enter(at(0), "alice");
    outputs();
    session_->datagram(at(1), server_.answer(datagrams_.back()));
    run_until(8000);
    EXPECT_EQ(tries_of_another_address_, 0);
    run_until(8001);
    EXPECT_EQ(tries_of_another_address_, 1);
}

// Whoever answers a refusal late is inside by then, and nothing is asked for anew.
TEST_F(SealedSessionTest, EntersNowhereElseOnceItIsInside) {
    reach_finish(0);
    give(10, {sealed::Refused{sealed::RefusalReason::name_taken, "taken"}});
    give(20, {welcome()});
    outputs();
    frames();
    session_->enter(at(30), "Bob");
    EXPECT_THAT(outputs(), IsEmpty());
    EXPECT_THAT(handshake_, IsEmpty());
    EXPECT_TRUE(session_->ready_for_text());
}

// Whatever is asked of a session that has ended, nothing comes of it.
TEST_F(SealedSessionTest, DoesNothingAfterItsEnd) {
    reach_finish(0);
    give(10, {welcome()});
    give(20, {sealed::Closed{sealed::CloseReason::kicked, "spam"}});
    outputs();
    datagrams_.clear();
    session_->enter(at(30), "Bob");
    session_->say(at(30), "hi");
    session_->passphrase(at(30), "open sesame");
    session_->ask_delivered(at(30), {});
    session_->ask_members(at(30), "");
    session_->ask_older(at(30), 5, std::nullopt);
    session_->trouble(at(30), Trouble::port_closed);
    session_->datagram(at(30), "\x10");
    session_->advance(at(100'000));
    session_->finish(at(100'000));
    session_->leave(at(100'000));
    EXPECT_THAT(outputs(), IsEmpty());
    EXPECT_THAT(datagrams_, IsEmpty());
    EXPECT_EQ(session_->next_deadline(), std::nullopt);
    EXPECT_FALSE(session_->ready_for_text());
}

} // namespace

} // namespace chatroom
