// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/core/sealed/sealed_door.hpp"
#include "tests/unit/daemon/core/sealed/sealed_door_fixture.hpp"

namespace chatroom {
namespace {

using sealed::Closed;
using sealed::CloseReason;
using sealed::Leave;
using sealed::NotSaid;
using sealed::NotSaidReason;
using sealed::Ping;
using sealed::Pong;
using sealed::RefusalReason;
using sealed::Refused;
using sealed::Say;
using sealed::Welcome;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

/// Turns in which several sessions ask to enter, and of which the journal keeps nothing.
class SealedDoorAnswersTest : public SealedDoorTest {
protected:
    /// Another program of the client's owner, or another session of its program.
    static SealedClient another(const SealedClient& client, const char* where,
                                sealed::Instance instance) {
        auto result = client;
        result.address = address(where);
        result.instance = instance;
        return result;
    }

    /// A datagram in a turn that goes on.
    void hand_in(SealedClient& client, const std::vector<sealed::ClientFrame>& frames) {
        room->handle(now(), client.address, client.seal(frames));
    }

    void finish(bool append_fails) {
        journal.append_fails = append_fails;
        last = room->finish_turn(now());
        journal.append_fails = false;
    }

    /// The client is inside: what it says is heard, by itself, too.
    void expect_served(SealedClient& client, std::uint32_t client_sequence) {
        acknowledge(client);
        got = exchange(client, {Say{client_sequence, {"heard"}}});
        EXPECT_THAT(got, ElementsAre(latest(1)));
        EXPECT_EQ(events().back().text, "heard");
    }

    /// The client is outside: it is answered, and what it says is not heard.
    void expect_outside(SealedClient& client) {
        const auto head = journal.head();
        EXPECT_THAT(exchange(client, {Say{1, {"outside"}}, Ping{}}), ElementsAre(Pong{}));
        EXPECT_EQ(journal.head(), head);
    }

    static Refused not_saved() {
        return {RefusalReason::not_saved, "聊天室暂时无法保存记录，请稍后再试"};
    }

    static Closed superseded() { return {CloseReason::superseded, {}}; }

    SealedClient newer = another(ann_client, "10.0.0.8:8", {88});
    SealedClient newest = another(ann_client, "10.0.0.9:9", {99});
};

// All newcomers of the turn are outside again, and each may try once more in the same session.
TEST_F(SealedDoorAnswersTest, takes_every_newcomer_back) {
    connect(ann_client);
    connect(bob_client);
    hand_in(ann_client, {ann_client.enter("Ann")});
    hand_in(bob_client, {bob_client.enter("Bob"), Say{1, {"a"}}});
    finish(true);
    EXPECT_THAT(ann_client.frames(last), ElementsAre(not_saved()));
    EXPECT_THAT(bob_client.frames(last), ElementsAre(not_saved()));
    EXPECT_EQ(room->member_count(), 0U);
    expect_outside(ann_client);
    got = exchange(bob_client, {bob_client.enter("Bob")});
    EXPECT_THAT(got, ElementsAre(Welcome{.entered = {1}, .cursor = {0}, .past = {0}, .name = "Bob"},
                                 latest(1)));
    expect_served(bob_client, 1);
}

// Who entered and left in the turn has done neither.
TEST_F(SealedDoorAnswersTest, takes_a_short_visit_back) {
    connect(ann_client);
    hand_in(ann_client, {ann_client.enter("Ann"), Leave{0}});
    finish(true);
    EXPECT_THAT(ann_client.frames(last), ElementsAre(not_saved()));
    got = exchange(ann_client, {ann_client.enter("Ann")});
    EXPECT_EQ(std::get<Welcome>(got.at(0)).entered, Sequence{1});
    expect_served(ann_client, 1);
}

// Of programs that have taken one member over from one another in the turn none is inside; the one
// that was before is, and has heard nothing of it.
TEST_F(SealedDoorAnswersTest, gives_a_member_back_through_several_hands) {
    come_in(ann_client, "Ann");
    connect(newer);
    connect(newest);
    hand_in(newer, {newer.enter("Ann")});
    hand_in(newest, {newest.enter("Ann")});
    finish(true);
    EXPECT_THAT(newer.frames(last), ElementsAre(not_saved()));
    EXPECT_THAT(newest.frames(last), ElementsAre(not_saved()));
    EXPECT_THAT(ann_client.frames(last), IsEmpty());
    expect_outside(newer);
    expect_outside(newest);
    expect_served(ann_client, 1);

    got = exchange(newer, {newer.enter("Ann")});
    EXPECT_EQ(std::get<Welcome>(got.at(0)).entered, Sequence{1});
    EXPECT_THAT(ann_client.frames(last), ElementsAre(superseded()));
    expect_served(newer, 1);
    expect_outside(newest);
}

// When the journal keeps such a turn, the last one is inside and all before it are closed.
TEST_F(SealedDoorAnswersTest, closes_all_but_the_last_when_it_is_saved) {
    come_in(ann_client, "Ann");
    connect(newer);
    connect(newest);
    hand_in(newer, {newer.enter("Ann")});
    hand_in(newest, {newest.enter("Ann")});
    finish(false);
    EXPECT_THAT(ann_client.frames(last), ElementsAre(superseded()));
    EXPECT_THAT(newer.frames(last), ElementsAre(superseded()));
    EXPECT_EQ(std::get<Welcome>(newest.frames(last).at(0)).entered, Sequence{1});
    expect_served(newest, 1);
}

// A program that was superseded in the turn enters no more in it: it is closed when it is saved.
TEST_F(SealedDoorAnswersTest, closes_who_comes_again_in_the_turn) {
    come_in(ann_client, "Ann");
    connect(newer);
    connect(newest);
    hand_in(newer, {newer.enter("Ann")});
    hand_in(ann_client, {ann_client.enter("Nemo")});
    hand_in(newest, {newest.enter("Ann")});
    hand_in(newer, {resume(newer, "Ann", {1})});
    finish(false);
    EXPECT_THAT(ann_client.frames(last), ElementsAre(superseded()));
    EXPECT_THAT(newer.frames(last), ElementsAre(superseded()));
    EXPECT_EQ(room->member_count(), 1U);
    expect_served(newest, 1);
}

// If it was not saved, the program goes on that was there before, under its name, whatever it has
// asked for since.
TEST_F(SealedDoorAnswersTest, gives_a_member_back_to_who_comes_again_in_the_turn) {
    come_in(ann_client, "Ann");
    connect(newer);
    connect(newest);
    hand_in(newer, {newer.enter("Ann")});
    hand_in(ann_client, {ann_client.enter("Nemo")});
    hand_in(ann_client, {resume(ann_client, "Ann", {1})});
    hand_in(newest, {newest.enter("Ann")});
    hand_in(newer, {newer.enter("Ann")});
    finish(true);
    EXPECT_THAT(newer.frames(last), ElementsAre(not_saved()));
    EXPECT_THAT(newest.frames(last), ElementsAre(not_saved()));
    EXPECT_THAT(ann_client.frames(last), IsEmpty());
    expect_outside(newer);
    expect_outside(newest);
    expect_served(ann_client, 1);
}

// Programs that have taken a newcomer over from one another leave nobody inside.
TEST_F(SealedDoorAnswersTest, takes_a_newcomer_back_through_several_hands) {
    connect(newer);
    connect(newest);
    hand_in(newer, {newer.enter("Ann")});
    hand_in(newest, {newest.enter("Ann")});
    finish(true);
    EXPECT_THAT(newer.frames(last), ElementsAre(not_saved()));
    EXPECT_THAT(newest.frames(last), ElementsAre(not_saved()));
    EXPECT_EQ(room->member_count(), 0U);
    expect_outside(newest);
    exchange(newer, {newer.enter("Ann")});
    expect_served(newer, 1);
}

// A program that comes back after another has entered is superseded only if that one is saved.
TEST_F(SealedDoorAnswersTest, supersedes_nobody_by_what_was_not_saved) {
    come_in(ann_client, "Ann");
    exchange(ann_client, {Leave{0}});
    connect(ann_client);
    connect(newer);
    const auto request = resume(ann_client, "Ann", {1});
    hand_in(newer, {newer.enter("Ann")});
    hand_in(ann_client, {request});
    finish(true);
    EXPECT_THAT(newer.frames(last), ElementsAre(not_saved()));
    EXPECT_THAT(ann_client.frames(last), ElementsAre(not_saved()));
    got = exchange(ann_client, {request});
    EXPECT_TRUE(std::get<Welcome>(got.at(0)).is_resumed);
    expect_served(ann_client, 1);

    connect(ann_client);
    hand_in(newer, {newer.enter("Ann")});
    hand_in(ann_client, {request});
    finish(false);
    EXPECT_THAT(ann_client.frames(last), ElementsAre(superseded()));
    expect_served(newer, 1);
}

// A program that comes back in a new session that was not saved goes on in the older one.
TEST_F(SealedDoorAnswersTest, keeps_the_older_session_of_a_program) {
    come_in(ann_client, "Ann");
    auto again = another(ann_client, "10.0.0.7:7", ann_client.instance);
    connect(again);
    hand_in(again, {resume(ann_client, "Ann", {1})});
    finish(true);
    EXPECT_THAT(again.frames(last), ElementsAre(not_saved()));
    EXPECT_TRUE(only_member().reachable);
    expect_served(ann_client, 1);
    got = exchange(again, {resume(ann_client, "Ann", {2})});
    EXPECT_EQ(std::get<Welcome>(got.at(0)).entered, Sequence{1});
    EXPECT_EQ(events().size(), 2U);
    expect_served(again, 2);
}

// A newer program that enters by two sessions in the turn supersedes the older one all the same.
TEST_F(SealedDoorAnswersTest, supersedes_by_the_second_session_of_a_program) {
    come_in(ann_client, "Ann");
    auto again = another(newer, "10.0.0.7:7", newer.instance);
    connect(newer);
    connect(again);
    hand_in(newer, {newer.enter("Ann")});
    hand_in(again, {newer.enter("Ann")});
    finish(false);
    EXPECT_THAT(ann_client.frames(last), ElementsAre(superseded()));
    expect_served(again, 1);
}

// If that was not saved, the older program goes on.
TEST_F(SealedDoorAnswersTest, gives_a_member_back_from_the_second_session_of_a_program) {
    come_in(ann_client, "Ann");
    auto again = another(newer, "10.0.0.7:7", newer.instance);
    connect(newer);
    connect(again);
    hand_in(newer, {newer.enter("Ann")});
    hand_in(again, {newer.enter("Ann")});
    finish(true);
    EXPECT_THAT(again.frames(last), ElementsAre(not_saved()));
    EXPECT_THAT(ann_client.frames(last), IsEmpty());
    expect_served(ann_client, 1);
}

// Who was refused for a reason of the turn's is told only that it was not saved, as the reason may
// hold no more.
TEST_F(SealedDoorAnswersTest, takes_refusals_back) {
    connect(ann_client);
    connect(bob_client);
    hand_in(ann_client, {ann_client.enter("Ann")});
    hand_in(bob_client, {bob_client.enter("Ann")});
    finish(true);
    EXPECT_THAT(bob_client.frames(last), ElementsAre(not_saved()));
    got = exchange(bob_client, {bob_client.enter("Ann")});
    EXPECT_EQ(std::get<Welcome>(got.at(0)).entered, Sequence{1});
}

// What is not taken is answered, with what to do about it: good texts in front of one that is not
// clean are said, and what follows it waits for the client to give it up.
TEST_F(SealedDoorAnswersTest, tells_what_is_not_clean) {
    come_in(ann_client, "Ann");
    got = exchange(ann_client, {Say{1, {"a", "b\n", "c"}}});
    EXPECT_THAT(got, ElementsAre(NotSaid{2, 2, NotSaidReason::not_clean, 0,
                                         "消息里没有看得见的内容，或有不允许的字符，没有发出"},
                                 latest(1)));
    got = exchange(ann_client, {Say{3, {"c"}}});
    EXPECT_THAT(got, ElementsAre(NotSaid{3, 3, NotSaidReason::out_of_order, 0, ""}));
    got = exchange(ann_client, {sealed::GivenUp{2, 2}, Say{3, {"c"}}});
    EXPECT_THAT(got, ElementsAre(latest(1)));
    EXPECT_EQ(events().back().client_sequence, 3U);
    EXPECT_EQ(events().back().text, "c");
}

// What was given up stays so after a restart; giving up what was said, or what follows a gap,
// changes nothing.
TEST_F(SealedDoorAnswersTest, remembers_what_is_given_up) {
    come_in(ann_client, "Ann");
    exchange(ann_client,
             {Say{1, {"a"}}, sealed::GivenUp{2, 3}, sealed::GivenUp{1, 1}, sealed::GivenUp{9, 9}});
    restart();
    connect(ann_client);
    got = exchange(ann_client, {resume(ann_client, "Ann", {2})});
    EXPECT_EQ(std::get<Welcome>(got.at(0)).client_sequence, 3U);
}

// More than may wait of one member, and what the journal could not keep, is worth another try.
TEST_F(SealedDoorAnswersTest, tells_when_to_say_it_again) {
    come_in(ann_client, "Ann");
    acknowledge(ann_client);
    const auto most = static_cast<std::uint32_t>(SealedDoor::max_messages_waiting);
    journal.append_fails = true;
    got = exchange(ann_client, {Say{1, std::vector<std::string>(most + 3, "x")}});
    EXPECT_THAT(got, ElementsAre(NotSaid{most + 1, most + 3, NotSaidReason::too_many, 1,
                                         "等待处理的消息太多，请稍后再试"},
                                 NotSaid{1, most, NotSaidReason::not_saved, 1,
                                         "聊天室暂时无法保存记录，请稍后再试"}));
}

// All who are inside learn that nothing can be kept, and when it can again; with each PONG, too, as
// a word of it may be lost.
TEST_F(SealedDoorAnswersTest, tells_everybody_how_the_journal_is) {
    come_in(ann_client, "Ann");
    come_in(bob_client, "Bob");
    acknowledge(ann_client);
    got = exchange(ann_client, {Ping{}});
    EXPECT_THAT(got, ElementsAre(Pong{}));
    journal.append_fails = true;
    exchange(ann_client, {Say{1, {"x"}}});
    EXPECT_THAT(bob_client.frames(last), IsEmpty()); // It may be over in a moment.
    elapsed += std::chrono::seconds(5);
    exchange(ann_client, {Say{1, {"x"}}});
    EXPECT_THAT(bob_client.frames(last), ElementsAre(sealed::Condition{false}));
    got = exchange(ann_client, {Ping{}});
    EXPECT_THAT(got, ElementsAre(Pong{}, sealed::Condition{false}));
    journal.append_fails = false;
    exchange(ann_client, {Say{1, {"x"}}});
    got = bob_client.frames(last);
    EXPECT_EQ(got.at(0), sealed::ServerFrame(sealed::Condition{true}));
    got = exchange(ann_client, {Ping{}});
    EXPECT_THAT(got, ElementsAre(Pong{}, sealed::Condition{true}));
}

// What waits to be decided is not counted twice when it comes again, and small frames have a limit,
// too: one member cannot make everybody wait.
TEST_F(SealedDoorAnswersTest, lets_a_limited_number_wait) {
    come_in(ann_client, "Ann");
    acknowledge(ann_client);
    const auto most = static_cast<std::uint32_t>(SealedDoor::max_messages_waiting);
    const std::vector<std::string> texts(most, "x");
    hand_in(ann_client, {Say{1, texts}});
    hand_in(ann_client, {Say{1, texts}});
    for (std::uint32_t number = 1; number < 100; ++number) {
        hand_in(ann_client, {sealed::GivenUp{most + number, most + number}, Leave{1000 + number}});
    }
    room->serve(now());
    EXPECT_EQ(room->pending_datagrams(), 2U);
    finish(false);
    EXPECT_EQ(events().size(), 1 + most);
    for (const auto& frame : ann_client.frames(last)) {
        EXPECT_FALSE(std::holds_alternative<NotSaid>(frame));
    }
}

// Messages that overtake others keep none of those away.
TEST_F(SealedDoorAnswersTest, takes_what_was_overtaken) {
    come_in(ann_client, "Ann");
    hand_in(ann_client, {Say{3, {"c"}}});
    hand_in(ann_client, {Say{1, {"a", "b"}}});
    hand_in(ann_client, {Say{3, {"c"}}});
    finish(false);
    EXPECT_EQ(events().size(), 4U);
    EXPECT_EQ(events().back().text, "c");
}

// Who speaks version 1 has no words for being told: what is not clean is ignored as a whole.
TEST_F(SealedDoorAnswersTest, tells_version_1_nothing) {
    ann_client.versions = {1, 1};
    come_in(ann_client, "Ann");
    acknowledge(ann_client);
    EXPECT_THAT(exchange(ann_client, {Say{1, {"a", "b\n"}}}), IsEmpty());
    EXPECT_THAT(exchange(ann_client, {Say{2, {"a"}}}), IsEmpty());
    EXPECT_EQ(events().size(), 1U);
}

} // namespace
} // namespace chatroom
