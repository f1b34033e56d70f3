// SPDX-License-Identifier: GPL-3.0-or-later
// Sealed members of several nodes that share a room.
#include "tests/unit/daemon/core/sealed/sealed_client.hpp"
#include "tests/unit/daemon/core/shared_journal.hpp"

namespace chatroom {
namespace {

using namespace std::chrono_literals;
using ::testing::Contains;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::VariantWith;

using Frames = std::vector<sealed::ServerFrame>;

class SealedDoorNodesTest : public ::testing::Test {
protected:
    /// One machine with its room.
    struct Machine {
        SharedJournal journal;
        Room room;

        Machine(SharedBatches& shared, RoomOptions options, Now now)
            : journal(shared), room(std::move(options), test_secrets(), journal, now) {
            journal.take_decided();
        }
    };

    static RoomOptions options(std::string node) {
        RoomOptions result;
        result.node = std::move(node);
        result.history = 0;
        return result;
    }

    Now now() const { return {SteadyTime{} + elapsed, WallTime{24h * 20'000} + elapsed}; }

    Outputs hand(Machine& machine, const Address& from, std::string_view datagram) {
        machine.room.handle(now(), from, datagram);
        return machine.room.finish_turn(now());
    }

    void connect(Machine& machine, SealedClient& client) {
        const auto payload = [](const Outputs& outputs) {
            return datagram_of(outputs, outputs.deliveries.at(0));
        };
        const auto cookie = payload(hand(machine, client.address, client.hello()));
        const auto answer = payload(hand(machine, client.address, client.initiate(cookie)));
        hand(machine, client.address, client.finish(answer));
    }

    Frames exchange(Machine& machine, SealedClient& client,
                    const std::vector<sealed::ClientFrame>& frames) {
        return client.frames(hand(machine, client.address, client.seal(frames)));
    }

    void come_in(Machine& machine, SealedClient& client, const std::string& name) {
        connect(machine, client);
        exchange(machine, client, {client.enter(name)});
    }

    static sealed::ClientFrame ack(std::uint64_t sequence) {
        return sealed::Ack{.cumulative = {sequence}, .watermark = {}, .received = {}};
    }

    static sealed::ClientFrame say(std::string text) {
        return sealed::Say{.first = 1, .texts = {std::move(text)}};
    }

    /// A second passes at each machine, so often; what the client gets from that one.
    Frames pass(unsigned seconds, Machine& of, SealedClient& client) {
        Frames got;
        for (unsigned second = 0; second < seconds; ++second) {
            elapsed += 1s;
            for (auto* machine : {&a, &b}) {
                machine->room.advance(now());
                auto frames = client.frames(machine->room.finish_turn(now()));
                if (machine == &of) {
                    got.insert(got.end(), frames.begin(), frames.end());
                }
            }
        }
        return got;
    }

    std::chrono::milliseconds elapsed{1h};
    SharedBatches shared;
    Machine a{shared, options("a"), now()};
    Machine b{shared, options("b"), now()};
    SealedClient ann{address("8.8.8.8:1"), 1};
    SealedClient bob{address("8.8.4.4:1"), 2};
};

// A member's own lines are everywhere when the members of the other node have them, too.
TEST_F(SealedDoorNodesTest, count_the_members_of_all) {
    pass(2, a, ann);
    come_in(a, ann, "Ann");
    come_in(b, bob, "Bob");
    pass(3, a, ann);
    exchange(a, ann, {ack(2)});
    exchange(b, bob, {ack(2)});
    exchange(a, ann, {say("hello")});
    exchange(a, ann, {ack(3)});
    const auto everywhere = VariantWith<sealed::Watermark>(sealed::Watermark{{3}});
    EXPECT_THAT(pass(3, a, ann), Not(Contains(everywhere)));
    exchange(b, bob, {ack(3)});
    EXPECT_THAT(pass(3, a, ann), Contains(everywhere));
}

// A program that goes on at another node is the member it was, and nobody hears of it.
TEST_F(SealedDoorNodesTest, let_a_program_go_on_elsewhere) {
    come_in(a, ann, "Ann");
    const auto before = shared.size();
    connect(b, ann);
    auto enter = ann.enter("Ann");
    enter.is_resuming = true;
    enter.seen = {1};
    const auto got = exchange(b, ann, {enter});
    EXPECT_THAT(got, Contains(VariantWith<sealed::Welcome>(
                         ::testing::Field(&sealed::Welcome::is_resumed, true))));
    for (auto batch = before; batch < shared.size(); ++batch) {
        for (const auto& record : shared[batch].records) {
            EXPECT_FALSE(record.event);
        }
    }
    EXPECT_EQ(b.room.member_count(), 1U);
    EXPECT_THAT(exchange(b, ann, {say("here")}), Not(IsEmpty()));
}

// Whoever comes over and is sent away in one turn is gone everywhere.
TEST_F(SealedDoorNodesTest, send_away_who_has_just_come) {
    come_in(a, ann, "Ann");
    connect(b, ann);
    auto enter = ann.enter("Ann");
    enter.is_resuming = true;
    b.room.handle(now(), ann.address, ann.seal({enter}));
    b.room.serve(now());
    b.room.handle(now(), CallId{1}, control::Kick{"Ann", "enough"});
    const auto outputs = b.room.finish_turn(now());
    EXPECT_TRUE(outputs.replies.at(0).reply.has_value());
    EXPECT_EQ(b.room.member_count(), 0U);
    pass(1, a, ann);
    EXPECT_EQ(a.room.member_count(), 0U);
}

// Another program of the owner that enters at another node supersedes the one here, which is told.
TEST_F(SealedDoorNodesTest, tell_who_is_superseded) {
    come_in(a, ann, "Ann");
    auto other = SealedClient(address("8.8.8.8:2"), 1);
    other.instance = {77};
    connect(b, other);
    exchange(b, other, {other.enter("Ann")});
    const auto got = pass(1, a, ann);
    EXPECT_THAT(got, Contains(VariantWith<sealed::Closed>(::testing::Field(
                         &sealed::Closed::reason, sealed::CloseReason::superseded))));
}

// A member of a node that is gone, who does not come back, leaves after the grace time, once.
TEST_F(SealedDoorNodesTest, let_the_members_of_the_dead_leave) {
    come_in(a, ann, "Ann");
    pass(3, a, ann);
    a.journal.is_cut = true; // It hears nothing and says nothing.
    pass(140, a, ann);
    EXPECT_EQ(b.room.member_count(), 0U);
    a.journal.is_cut = false;
    pass(3, a, ann);
    EXPECT_EQ(a.room.member_count(), 0U);
    std::size_t departures = 0;
    for (const auto& batch : shared) {
        for (const auto& record : batch.records) {
            departures += record.event && record.event->kind == EventKind::left ? 1U : 0U;
        }
    }
    EXPECT_EQ(departures, 1U);
}

} // namespace
} // namespace chatroom
