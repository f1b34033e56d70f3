// SPDX-License-Identifier: GPL-3.0-or-later
// Whoever lags behind for long holds nobody up for ever.
#include "tests/unit/daemon/core/sealed/sealed_door_fixture.hpp"

namespace chatroom {
namespace {

using namespace std::chrono_literals;
using sealed::Say;
using ::testing::Contains;
using ::testing::VariantWith;

class SealedDoorLagTest : public SealedDoorTest {
protected:
    control::MemberInfo member(const std::string& name) {
        const auto who = std::get<control::Members>(call(control::Who{}).value());
        for (const auto& one : who.members) {
            if (one.name == name) {
                return one;
            }
        }
        return {};
    }

    /// Bob acknowledges one event more, every twenty seconds, so often.
    void dawdle(int times) {
        for (int i = 0; i < times; ++i) {
            elapsed += 10s;
            exchange(ann_client, {sealed::Ping{}});
            elapsed += 10s;
            room->advance(now());
            room->finish_turn(now());
            acknowledge_as_bob(++bobs_cursor);
        }
    }

    Frames acknowledge_as_bob(std::uint64_t cursor) {
        return exchange(bob_client,
                        {sealed::Ack{.cumulative = {cursor}, .watermark = {}, .received = {}}});
    }

    /// Ann says a hundred things, which she has herself.
    void talk() {
        for (std::uint32_t number = 1; number <= 100; ++number) {
            exchange(ann_client, {Say{number, {"hello"}}});
            acknowledge(ann_client);
        }
    }

    std::uint64_t bobs_cursor = 0;
};

// One that acknowledges an event every twenty seconds counts as unreachable after the time for
// that, leaves after the grace time, and then everybody has what was said.
TEST_F(SealedDoorLagTest, counts_as_unreachable) {
    come_in(ann_client, "Ann");
    come_in(bob_client, "Bob");
    bobs_cursor = journal.head().value;
    acknowledge(ann_client);
    talk();
    dawdle(6); // 120 s since the first of them.
    EXPECT_TRUE(member("Bob").reachable);
    dawdle(1);
    EXPECT_FALSE(member("Bob").reachable);
    EXPECT_TRUE(member("Bob").lagging);
    EXPECT_FALSE(member("Ann").lagging);
    dawdle(5);
    EXPECT_EQ(member("Bob").name, "Bob");
    elapsed += 20s;
    room->advance(now());
    last = room->finish_turn(now());
    got = ann_client.frames(last);
    EXPECT_EQ(member("Bob").name, "");
    EXPECT_THAT(got, Contains(VariantWith<sealed::Watermark>(::testing::_)));
}

// Who catches up in time stays, and is shown as there again.
TEST_F(SealedDoorLagTest, ends_when_it_has_caught_up) {
    come_in(ann_client, "Ann");
    come_in(bob_client, "Bob");
    bobs_cursor = journal.head().value;
    acknowledge(ann_client);
    talk();
    dawdle(7);
    EXPECT_TRUE(member("Bob").lagging);
    acknowledge(bob_client);
    EXPECT_TRUE(member("Bob").reachable);
    EXPECT_FALSE(member("Bob").lagging);
    elapsed += 29s;
    exchange(bob_client, {sealed::Ping{}});
    EXPECT_EQ(member("Bob").name, "Bob");
}

// One that comes back again and again and never acknowledges anything counts as lagging when its
// time is over, and leaves: each new session goes on with the time of the one before.
TEST_F(SealedDoorLagTest, is_not_evaded_by_coming_back) {
    come_in(ann_client, "Ann");
    come_in(bob_client, "Bob");
    const auto seen = journal.head();
    acknowledge(ann_client);
    talk();
    const auto resume_as_bob = [&] {
        connect(bob_client);
        exchange(bob_client, {sealed::Enter{.is_resuming = true,
                                            .instance = bob_client.instance,
                                            .seen = seen,
                                            .name = "Bob"}});
    };
    const auto pass_seconds = [&](int count) {
        for (int second = 0; second < count; second += 5) {
            elapsed += 5s;
            room->advance(now());
            room->finish_turn(now());
            exchange(ann_client, {sealed::Ping{}});
        }
    };
    for (int time = 0; time < 5; ++time) {
        pass_seconds(20);
        resume_as_bob();
        EXPECT_TRUE(member("Bob").reachable) << time;
    }
    pass_seconds(20);
    resume_as_bob(); // 120 s since the first of what it lacks was sent.
    EXPECT_TRUE(member("Bob").lagging);
    EXPECT_FALSE(member("Bob").reachable);
    for (int time = 0; time < 6 && member("Bob").name == "Bob"; ++time) {
        pass_seconds(20);
        if (member("Bob").name == "Bob") {
            resume_as_bob();
        }
    }
    EXPECT_EQ(member("Bob").name, "");
}

// Who catches up after having come back like that stays.
TEST_F(SealedDoorLagTest, ends_in_another_session_too) {
    come_in(ann_client, "Ann");
    come_in(bob_client, "Bob");
    const auto seen = journal.head();
    talk();
    for (int time = 0; time < 7; ++time) {
        elapsed += 20s;
        exchange(ann_client, {sealed::Ping{}});
        connect(bob_client);
        exchange(bob_client, {sealed::Enter{.is_resuming = true,
                                            .instance = bob_client.instance,
                                            .seen = seen,
                                            .name = "Bob"}});
    }
    EXPECT_TRUE(member("Bob").lagging);
    acknowledge(bob_client);
    EXPECT_FALSE(member("Bob").lagging);
    EXPECT_TRUE(member("Bob").reachable);
}

} // namespace
} // namespace chatroom
