// SPDX-License-Identifier: GPL-3.0-or-later
// Several nodes that share a room.
#include "daemon/core/neighbours.hpp"
#include "tests/unit/daemon/core/sealed/sealed_client.hpp"
#include "tests/unit/daemon/core/shared_journal.hpp"

namespace chatroom {
namespace {

using namespace std::chrono_literals;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

/// One machine with its room.
struct Machine {
    SharedJournal journal;
    std::optional<Room> room;
    Outputs last;

    Machine(SharedBatches& shared, RoomOptions options, Now now)
        : journal(shared), room(std::in_place, std::move(options), test_secrets(), journal, now) {
        journal.take_decided();
    }
};

class NeighboursTest : public ::testing::Test {
protected:
    static constexpr const char* ann = "10.0.0.1:1000";
    static constexpr const char* bob = "10.0.0.2:1000";

    static RoomOptions options(std::string node) {
        RoomOptions result;
        result.node = std::move(node);
        result.limits.lines = {};
        result.grace = 60s;
        result.allow.push_back(AddressRange::parse("10.0.0.0/8").value());
        return result;
    }

    Now now() const { return {SteadyTime{} + elapsed, WallTime{24h * 20'000} + elapsed}; }

    std::unique_ptr<Machine> machine(const std::string& node) {
        return std::make_unique<Machine>(shared, options(node), now());
    }

    std::vector<Datagram> turn(Machine& machine) {
        machine.last = machine.room->finish_turn(now());
        return datagrams(machine.last);
    }

    std::vector<Datagram> send(Machine& machine, const char* from, std::string_view bytes) {
        machine.room->handle(now(), address(from), bytes);
        return turn(machine);
    }

    control::Reply call(Machine& machine, const control::Request& request) {
        machine.room->handle(now(), CallId{1}, request);
        machine.last = machine.room->finish_turn(now());
        return machine.last.replies.at(0).reply;
    }

    /// So much time passes for those that run, a second at a time; what they say.
    std::vector<Datagram> pass(std::chrono::seconds time, std::vector<Machine*> machines) {
        std::vector<Datagram> said;
        for (auto second = 0s; second < time; second += 1s) {
            elapsed += 1s;
            for (auto* one : machines) {
                one->room->advance(now());
                for (auto& datagram : turn(*one)) {
                    said.push_back(std::move(datagram));
                }
                for (const auto& line : one->last.log) {
                    log.push_back(line.text);
                }
            }
        }
        return said;
    }

    /// "Ann a, Bob b": who is inside, and by which node.
    std::string who(Machine& machine) {
        std::string text;
        const auto reply = call(machine, control::Who{});
        for (const auto& member : std::get<control::Members>(reply.value()).members) {
            text += (text.empty() ? "" : ", ") + member.name + " " + member.node;
        }
        return text;
    }

    std::chrono::milliseconds elapsed{1h};
    SharedBatches shared;
    std::vector<std::string> log;
    std::unique_ptr<Machine> a = machine("a");
    std::unique_ptr<Machine> b = machine("b");
};

// What is said at one node is heard at the other.
TEST_F(NeighboursTest, hear_each_other) {
    send(*a, ann, "L Ann");
    turn(*b);
    send(*b, bob, "L Bob");
    EXPECT_THAT(turn(*a), ElementsAre(Datagram{ann, "Bob 进入了聊天室"}));
    send(*a, ann, "C Ann hello");
    EXPECT_THAT(turn(*b), ElementsAre(Datagram{bob, "Ann ： hello"}));
    EXPECT_EQ(who(*a), "Ann a, Bob b");
    EXPECT_EQ(who(*b), "Ann a, Bob b");
}

// A name is taken in the whole room, also when two ask for it at once.
TEST_F(NeighboursTest, share_the_names) {
    a->room->handle(now(), address(ann), "L Ann");
    b->room->handle(now(), address(bob), "L Ann");
    EXPECT_THAT(turn(*a), ElementsAre(Datagram{ann, "OK"}));
    EXPECT_THAT(turn(*b), ElementsAre(Datagram{bob, "这个名字已经有人用了，请换一个"}));
}

// The administrator acts from any node on all members.
TEST_F(NeighboursTest, let_any_of_them_administer) {
    send(*a, ann, "L Ann");
    ASSERT_TRUE(call(*b, control::Kick{"Ann", "enough"}));
    EXPECT_THAT(turn(*a), Contains(Datagram{ann, "Exit"}));
    EXPECT_EQ(a->room->member_count(), 0U);
}

// Nobody is given up who lives.
TEST_F(NeighboursTest, stay_what_they_are_while_they_live) {
    send(*a, ann, "L Ann");
    turn(*b);
    pass(60s, {a.get(), b.get()});
    EXPECT_EQ(who(*b), "Ann a");
    EXPECT_THAT(log, Not(Contains(HasSubstr("silent"))));
}

// Classic members of a node that is gone leave after the grace time, once, and a node that lives
// says so.
TEST_F(NeighboursTest, take_over_from_the_dead) {
    send(*a, ann, "L Ann");
    turn(*b);
    send(*b, bob, "L Bob");
    pass(4s, {a.get(), b.get()});
    EXPECT_THAT(pass(14s, {b.get()}), IsEmpty());
    EXPECT_EQ(who(*b), "Ann b, Bob b");
    EXPECT_THAT(log, Contains("node a is silent: its members are this one's now: 1"));
    EXPECT_THAT(pass(61s, {b.get()}), ElementsAre(Datagram{bob, "Ann退出了聊天室"}));
    EXPECT_EQ(who(*b), "Bob b");
}

// Of several that live one takes over.
TEST_F(NeighboursTest, take_over_once) {
    const auto c = machine("c");
    send(*a, ann, "L Ann");
    pass(4s, {a.get(), b.get(), c.get()});
    pass(20s, {b.get(), c.get()});
    EXPECT_EQ(who(*b), who(*c));
    EXPECT_EQ(
        std::count(log.begin(), log.end(), "node a is silent: its members are this one's now: 1"),
        1);
}

// Whoever comes back in time to another node was never away.
TEST_F(NeighboursTest, are_all_the_same_to_who_comes_back) {
    send(*a, ann, "L Ann");
    pass(4s, {a.get(), b.get()});
    pass(14s, {b.get()});
    EXPECT_THAT(send(*b, ann, "C Ann here I am"), IsEmpty());
    pass(90s, {b.get()});
    EXPECT_EQ(who(*b), "Ann b");
}

// A node that was cut off serves nobody whom others have taken over, and says nothing in their
// place.
TEST_F(NeighboursTest, apply_what_they_missed_before_they_serve) {
    send(*a, ann, "L Ann");
    pass(4s, {a.get(), b.get()});
    a->journal.is_cut = true;
    pass(20s, {a.get(), b.get()});
    EXPECT_EQ(who(*b), "Ann b");
    a->journal.is_cut = false;
    EXPECT_THAT(send(*a, ann, "C Ann stale"),
                ElementsAre(Datagram{ann, "您不在聊天室里，请重新进入"}));
    EXPECT_THAT(turn(*b), IsEmpty());
}

// While nothing can be written nobody is heard, and so nobody is given up.
TEST_F(NeighboursTest, give_nobody_up_while_the_journal_is_away) {
    send(*a, ann, "L Ann");
    pass(4s, {a.get(), b.get()});
    a->journal.is_cut = b->journal.is_cut = true;
    pass(300s, {a.get(), b.get()});
    a->journal.is_cut = b->journal.is_cut = false;
    pass(5s, {a.get(), b.get()});
    EXPECT_EQ(who(*a), "Ann a");
    EXPECT_EQ(who(*b), "Ann a");
}

// Members of a room that one machine had belong to the first node that says that it is there.
TEST_F(NeighboursTest, take_in_whom_nobody_serves) {
    a.reset();
    b.reset();
    shared.clear();
    auto alone = machine("");
    send(*alone, ann, "L Ann");
    alone.reset();
    a = machine("a");
    pass(3s, {a.get()});
    EXPECT_EQ(who(*a), "Ann a");
}

// While the journal is away whoever asks is told at once, and STATUS says why.
TEST_F(NeighboursTest, say_that_the_journal_is_away) {
    send(*a, ann, "L Ann");
    a->journal.words = "the database does not answer";
    EXPECT_THAT(send(*a, ann, "C Ann hello"),
                ElementsAre(Datagram{ann, "聊天室暂时无法保存记录，请稍后再试"}));
    EXPECT_THAT(a->room->troubles().at(0).words, HasSubstr("the database does not answer"));
    a->journal.words.clear();
    EXPECT_THAT(send(*a, ann, "C Ann hello"), IsEmpty());
    EXPECT_THAT(a->room->troubles(), IsEmpty());
}

// STATUS shows all nodes.
TEST_F(NeighboursTest, are_shown) {
    send(*a, ann, "L Ann");
    pass(3s, {a.get(), b.get()});
    const auto status = std::get<control::StatusInfo>(call(*b, control::Status{}).value());
    EXPECT_EQ(status.node, "b");
    ASSERT_EQ(status.nodes.size(), 2U);
    EXPECT_EQ(status.nodes[0].name, "a");
    EXPECT_EQ(status.nodes[0].members, 1U);
    EXPECT_EQ(status.nodes[1].members, 0U);
}

} // namespace
} // namespace chatroom
