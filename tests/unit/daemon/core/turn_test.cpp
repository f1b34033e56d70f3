// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/core/turn.hpp"
#include "tests/unit/daemon/core/room_fixture.hpp"

namespace chatroom {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class TurnTest : public ::testing::Test {
protected:
    static StoredName owned(std::string name, std::uint32_t client_sequence) {
        return {.name = MemberName::from_journal(std::move(name)),
                .key = {},
                .instance = {5},
                .client_sequence = client_sequence,
                .cursor = {},
                .first_used = {},
                .last_used = {}};
    }

    Outputs commit() {
        Outputs outputs;
        turn.committed(outputs);
        return outputs;
    }

    Outputs reject(Sequence head) {
        Outputs outputs;
        turn.rejected(now, head, {"disk full"}, outputs);
        return outputs;
    }

    RoomOptions options;
    Roster roster;
    Names names;
    Turn turn{options, roster, names, Sequence{41}};
    Now now{};
    Address ann = address("10.0.0.1:1");
    Address bob = address("10.0.0.2:2");
};

// An event gets the next number, is applied at once, and is recorded with its address.
TEST_F(TurnTest, proposes_events) {
    const auto event = turn.propose(
        now, {.kind = EventKind::entered, .name = "Ann", .address = ann, .except = ann});
    EXPECT_EQ(event.sequence, Sequence{42});
    EXPECT_NE(roster.find("Ann"), nullptr);
    ASSERT_EQ(turn.batch().records.size(), 1U);
    EXPECT_EQ(turn.batch().records.front(), (Record{event, ann, {}}));
}

// Everybody who is inside after the event hears of it, but for the one it leaves out.
TEST_F(TurnTest, tells_the_members) {
    turn.propose(now, {.kind = EventKind::entered, .name = "Ann", .address = ann, .except = ann});
    turn.propose(now, {.kind = EventKind::entered, .name = "Bob", .address = bob, .except = bob});
    turn.propose(now, {.kind = EventKind::announced, .text = "x"});
    turn.propose(now, {.kind = EventKind::left, .name = "Bob"});
    EXPECT_THAT(datagrams(commit()), ElementsAre(Datagram{"10.0.0.1:1", "Bob 进入了聊天室"},
                                                 Datagram{"10.0.0.1:1", "管理员消息： x"},
                                                 Datagram{"10.0.0.1:1", "Bob退出了聊天室"},
                                                 Datagram{"10.0.0.2:2", "管理员消息： x"}));
}

// Sealed members are not told by a plain datagram.
TEST_F(TurnTest, tells_only_classic_members) {
    turn.propose(now, {.kind = EventKind::entered, .name = "Ann", .address = ann, .key = {{}}});
    turn.propose(now, {.kind = EventKind::entered, .name = "Bob", .address = bob, .except = bob});
    turn.propose(now, {.kind = EventKind::announced, .text = "x"});
    EXPECT_THAT(datagrams(commit()), ElementsAre(Datagram{"10.0.0.2:2", "管理员消息： x"}));
}

// Of a name that is kept several times in a turn the journal gets the last state, once.
TEST_F(TurnTest, keeps_names) {
    turn.keep(owned("Ann", 1));
    turn.keep(owned("Bob", 1));
    turn.keep(owned("Ann", 2));
    EXPECT_THAT(turn.batch().names, ElementsAre(owned("Ann", 2), owned("Bob", 1)));
    EXPECT_EQ(*names.find("ann"), owned("Ann", 2));
    commit();
    EXPECT_TRUE(turn.batch().empty());
    turn.release("Ann");
    EXPECT_THAT(turn.batch().released, ElementsAre("Ann"));
    EXPECT_EQ(names.find("Ann"), nullptr);
}

// A name that is released in the turn in which it was kept is not kept; one kept afterwards is.
TEST_F(TurnTest, releases_names_it_has_kept) {
    turn.keep(owned("Ann", 1));
    turn.keep(owned("Bob", 1));
    turn.release("Ann");
    EXPECT_THAT(turn.batch().names, ElementsAre(owned("Bob", 1)));
    turn.keep(owned("Bob", 2));
    turn.keep(owned("Ann", 3));
    EXPECT_THAT(turn.batch().names, ElementsAre(owned("Bob", 2), owned("Ann", 3)));
}

// When the owner of a name departs, it is remembered how far it has read; if it was kicked, its
// program is forgotten.
TEST_F(TurnTest, remembers_the_cursor_of_who_departs) {
    for (const auto kind : {EventKind::left, EventKind::kicked}) {
        turn.keep(owned("Ann", 1));
        const auto entered = turn.propose(
            now, {.kind = EventKind::entered, .name = "Ann", .address = ann, .key = {{}}});
        roster.acknowledged(entered.sequence, {7});
        turn.propose(now, {.kind = kind, .name = "Ann"});
        auto expected = owned("Ann", 1);
        expected.cursor = {7};
        if (kind == EventKind::kicked) {
            expected.instance = {};
        }
        EXPECT_THAT(turn.batch().names, ElementsAre(expected));
        commit();
    }
}

// A member that moved is reached elsewhere, also after a restart.
TEST_F(TurnTest, moves_members) {
    turn.propose(now, {.kind = EventKind::entered, .name = "Ann", .address = ann, .key = {{}}});
    turn.move({42}, bob);
    EXPECT_EQ(roster.find("Ann")->link.address, bob);
    EXPECT_THAT(turn.batch().moves, ElementsAre(Move{{42}, bob}));
}

// After a commit the turn is empty, and the numbers go on.
TEST_F(TurnTest, begins_anew_after_a_commit) {
    turn.propose(now, {.kind = EventKind::announced, .text = "x"});
    turn.asked(ann);
    turn.log(now, LogKind::membership, "x");
    commit();
    EXPECT_THAT(turn.batch().records, IsEmpty());
    EXPECT_EQ(turn.propose(now, {.kind = EventKind::announced, .text = "y"}).sequence,
              Sequence{43});
    EXPECT_THAT(datagrams(reject({42})), IsEmpty());
}

// A rejected turn tells everybody who asked, in their order, and takes its numbers back.
TEST_F(TurnTest, tells_who_asked_that_it_was_rejected) {
    turn.asked(bob);
    turn.send(bob, "OK");
    turn.propose(now, {.kind = EventKind::entered, .name = "Bob", .address = bob, .except = bob});
    turn.asked(CallId{3});
    turn.reply(CallId{3}, control::Result{control::Pong{"x"}});
    const auto outputs = reject({41});
    EXPECT_THAT(datagrams(outputs),
                ElementsAre(Datagram{"10.0.0.2:2", "聊天室暂时无法保存记录，请稍后再试"}));
    ASSERT_EQ(outputs.replies.size(), 1U);
    EXPECT_EQ(std::get<control::Error>(outputs.replies.front().reply).code,
              control::ErrorCode::journal_failed);
    EXPECT_THAT(turn.batch().records, IsEmpty());
    EXPECT_EQ(turn.propose(now, {.kind = EventKind::announced, .text = "y"}).sequence,
              Sequence{42});
}

// Sealed members who have gone are told to whoever looks after their sessions, once; not those of
// a turn that was rejected.
TEST_F(TurnTest, tells_who_has_departed) {
    turn.propose(
        now,
        {.kind = EventKind::entered, .name = "Ann", .address = ann, .key = sealed::PublicKey{}});
    turn.propose(now, {.kind = EventKind::entered, .name = "Bob", .address = bob});
    roster.served({42}, 7);
    turn.propose(now, {.kind = EventKind::kicked, .name = "Ann", .text = "why"});
    turn.propose(now, {.kind = EventKind::left, .name = "Bob"});
    commit();
    const auto departed = turn.take_departed();
    ASSERT_EQ(departed.size(), 1U);
    EXPECT_EQ(departed[0].member, Sequence{42});
    EXPECT_EQ(departed[0].session, 7U);
    EXPECT_EQ(departed[0].kind, EventKind::kicked);
    EXPECT_EQ(departed[0].text, "why");
    EXPECT_THAT(turn.take_departed(), IsEmpty());

    turn.propose(
        now,
        {.kind = EventKind::entered, .name = "Ann", .address = ann, .key = sealed::PublicKey{}});
    turn.propose(now, {.kind = EventKind::left, .name = "Ann"});
    reject({45});
    EXPECT_THAT(turn.take_departed(), IsEmpty());
}

// Of two who look alike, as a newer ICU may find, the one who is named departs.
TEST_F(TurnTest, departs_whoever_is_named) {
    roster = Roster(std::vector<StoredMember>{{.entered = {1},
                                               .name = MemberName::from_journal("Bob"),
                                               .address = ann,
                                               .since = {},
                                               .key = sealed::PublicKey{}},
                                              {.entered = {2},
                                               .name = MemberName::from_journal("Вob"),
                                               .address = bob,
                                               .since = {},
                                               .key = sealed::PublicKey{}}},
                    now);
    names.put(owned("Bob", 3));
    names.put(owned("Вob", 4));
    turn.propose(now, {.kind = EventKind::left, .name = "Вob"});
    ASSERT_EQ(turn.batch().names.size(), 1U);
    EXPECT_EQ(turn.batch().names[0].name.text(), "Вob");
    commit();
    const auto departed = turn.take_departed();
    ASSERT_EQ(departed.size(), 1U);
    EXPECT_EQ(departed[0].member, Sequence{2});
}

} // namespace
} // namespace chatroom
