// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/core/turn.hpp"
#include "tests/unit/daemon/core/room_fixture.hpp"

namespace chatroom {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class TurnTest : public ::testing::Test {
protected:
    RoomOptions options;
    Roster roster;
    Turn turn{options, roster, Sequence{41}};
    Now now{};
    Address ann = address("10.0.0.1:1");
    Address bob = address("10.0.0.2:2");
};

// An event gets the next number, is applied at once, and is recorded with its address.
TEST_F(TurnTest, proposes_events) {
    const auto event = turn.propose(now, EventKind::entered, "Ann", {}, ann, ann);
    EXPECT_EQ(event.sequence, Sequence{42});
    EXPECT_NE(roster.find("Ann"), nullptr);
    ASSERT_EQ(turn.records().size(), 1U);
    EXPECT_EQ(turn.records().front(), (Record{event, ann}));
}

// Everybody who is inside after the event hears of it, but for the one it leaves out.
TEST_F(TurnTest, tells_the_members) {
    turn.propose(now, EventKind::entered, "Ann", {}, ann, ann);
    turn.propose(now, EventKind::entered, "Bob", {}, bob, bob);
    turn.propose(now, EventKind::announced, {}, "x");
    turn.propose(now, EventKind::left, "Bob");
    EXPECT_THAT(datagrams(turn.committed()),
                ElementsAre(Datagram{"10.0.0.1:1", "Bob 进入了聊天室"},
                            Datagram{"10.0.0.1:1", "管理员消息： x"},
                            Datagram{"10.0.0.2:2", "管理员消息： x"},
                            Datagram{"10.0.0.1:1", "Bob退出了聊天室"}));
}

// After a commit the turn is empty, and the numbers go on.
TEST_F(TurnTest, begins_anew_after_a_commit) {
    turn.propose(now, EventKind::announced, {}, "x");
    turn.asked(ann);
    turn.log(now, LogKind::membership, "x");
    turn.committed();
    EXPECT_THAT(turn.records(), IsEmpty());
    EXPECT_EQ(turn.propose(now, EventKind::announced, {}, "y").sequence, Sequence{43});
    EXPECT_THAT(datagrams(turn.rejected(now, Sequence{42}, {"disk full"})), IsEmpty());
}

// A rejected turn tells everybody who asked, in their order, and takes its numbers back.
TEST_F(TurnTest, tells_who_asked_that_it_was_rejected) {
    turn.asked(bob);
    turn.send(bob, "OK");
    turn.propose(now, EventKind::entered, "Bob", {}, bob, bob);
    turn.asked(CallId{3});
    turn.reply(CallId{3}, control::Result{control::Pong{"x"}});
    const auto outputs = turn.rejected(now, Sequence{41}, {"disk full"});
    EXPECT_THAT(datagrams(outputs),
                ElementsAre(Datagram{"10.0.0.2:2", "聊天室暂时无法保存记录，请稍后再试"}));
    ASSERT_EQ(outputs.replies.size(), 1U);
    EXPECT_EQ(std::get<control::Error>(outputs.replies.front().reply).code,
              control::ErrorCode::journal_failed);
    EXPECT_THAT(turn.records(), IsEmpty());
    EXPECT_EQ(turn.propose(now, EventKind::announced, {}, "y").sequence, Sequence{42});
}

} // namespace
} // namespace chatroom
