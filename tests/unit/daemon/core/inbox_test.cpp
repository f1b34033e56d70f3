// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/core/inbox.hpp"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace chatroom {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;

Address at(std::string_view text) {
    return parse_address(text).value();
}

std::vector<std::string> taken_from(FairQueue& queue) {
    std::vector<std::string> datagrams;
    while (auto item = queue.take()) {
        datagrams.push_back(std::move(item->datagram));
    }
    return datagrams;
}

constexpr SteadyTime moment{};
const Address ann_address = at("10.0.0.1:1");
const Address bob_address = at("10.0.0.2:1");
const Source ann_source = Source::of_network(ann_address);
const Source bob_source = Source::of_network(bob_address);

// What one source sends keeps its order, and each source has its turn.
TEST(FairQueue, serves_each_source_in_turn) {
    FairQueue queue(10, 10);
    for (const auto* datagram : {"a1", "a2", "a3"}) {
        EXPECT_TRUE(queue.put(moment, ann_source, ann_address, datagram));
    }
    EXPECT_TRUE(queue.put(moment, bob_source, bob_address, "b1"));
    EXPECT_TRUE(queue.put(moment, bob_source, bob_address, "b2"));
    EXPECT_THAT(taken_from(queue), ElementsAre("a1", "b1", "a2", "b2", "a3"));
}

// Whoever comes later waits for the round that is being served and a place in the next one.
TEST(FairQueue, lets_newcomers_into_the_next_round) {
    FairQueue queue(10, 10);
    for (const auto* datagram : {"a1", "a2", "a3"}) {
        queue.put(moment, ann_source, ann_address, datagram);
    }
    EXPECT_EQ(queue.take()->datagram, "a1");
    EXPECT_EQ(queue.take()->datagram, "a2");
    queue.put(moment, bob_source, bob_address, "b1");
    queue.put(moment, bob_source, bob_address, "b2");
    EXPECT_THAT(taken_from(queue), ElementsAre("a3", "b1", "b2"));
}

// A source has a share of the queue, which what it has sent before does not take for ever.
TEST(FairQueue, keeps_a_source_to_its_share) {
    FairQueue queue(10, 2);
    EXPECT_TRUE(queue.put(moment, ann_source, ann_address, "a1"));
    EXPECT_TRUE(queue.put(moment, ann_source, ann_address, "a2"));
    EXPECT_FALSE(queue.put(moment, ann_source, ann_address, "a3"));
    EXPECT_TRUE(queue.put(moment, bob_source, bob_address, "b1"));
    EXPECT_EQ(queue.take()->datagram, "a1");
    EXPECT_EQ(queue.take()->datagram, "b1");
    EXPECT_EQ(queue.take()->datagram, "a2");
    EXPECT_TRUE(queue.put(moment, ann_source, ann_address, "a4"));
    EXPECT_TRUE(queue.put(moment, ann_source, ann_address, "a5"));
    EXPECT_FALSE(queue.put(moment, ann_source, ann_address, "a6"));
    EXPECT_THAT(taken_from(queue), ElementsAre("a4", "a5"));
}

// When the queue is full, who has most makes place; nobody does for who has as much itself.
TEST(FairQueue, takes_from_who_has_most) {
    FairQueue queue(3, 3);
    for (const auto* datagram : {"a1", "a2", "a3"}) {
        queue.put(moment, ann_source, ann_address, datagram);
    }
    EXPECT_FALSE(queue.put(moment, bob_source, bob_address, "b1"));
    EXPECT_EQ(queue.size(), 3U);
    EXPECT_FALSE(queue.put(moment, bob_source, bob_address, "b2"));
    EXPECT_THAT(taken_from(queue), ElementsAre("a1", "b1", "a2"));
}

// However many newcomers come, and without end, a round comes to its end: what waits in the next
// one is served.
TEST(FairQueue, ends_each_round) {
    FairQueue queue(100, 10);
    queue.put(moment, ann_source, ann_address, "a1");
    queue.put(moment, ann_source, ann_address, "a2");
    std::vector<std::string> taken;
    for (std::uint64_t number = 0; number < 50; ++number) {
        for (std::uint64_t of_two = 0; of_two < 2; ++of_two) {
            const auto newcomer = Source::of_member(DoorKind::sealed, {2 * number + of_two});
            queue.put(moment, newcomer, bob_address, "x");
        }
        taken.push_back(queue.take()->datagram);
    }
    EXPECT_THAT(taken, Contains("a1"));
    EXPECT_THAT(taken, Contains("a2"));
}

// Nobody is remembered of whom nothing waits: neither who was served, nor whose datagram had no
// place, nor who had to make place.
TEST(FairQueue, remembers_nobody_of_whom_nothing_waits) {
    FairQueue queue(10, 10);
    for (std::uint64_t number = 0; number < 10'000; ++number) {
        queue.put(moment, Source::of_member(DoorKind::sealed, {number}), bob_address, "x");
        ASSERT_LE(queue.source_count(), queue.size());
        if (number % 3 == 0) {
            queue.take();
            ASSERT_LE(queue.source_count(), queue.size());
        }
    }
    taken_from(queue);
    EXPECT_EQ(queue.source_count(), 0U);
    for (std::size_t number = 0; number < 10; ++number) {
        queue.put(moment, ann_source, ann_address, "a");
    }
    queue.put(moment, bob_source, bob_address, "b");
    EXPECT_EQ(queue.source_count(), 2U);
    EXPECT_EQ(queue.size(), 10U);
}

// A few members who send as much as they can fill the queue, and others still have a place in it;
// when many have a few each there is none.
TEST(Inbox, has_room_while_somebody_makes_it) {
    constexpr std::size_t batch = 64;
    const auto fill = [](std::size_t sources, std::size_t of_each) {
        Inbox inbox;
        for (std::size_t number = 0; number < of_each; ++number) {
            for (std::uint64_t source = 1; source <= sources; ++source) {
                EXPECT_TRUE(inbox.put(
                    moment, {Standing::member, Source::of_member(DoorKind::classic, {source})},
                    bob_address, "line"));
            }
        }
        EXPECT_EQ(inbox.size(Standing::member), Inbox::max_datagrams);
        return inbox;
    };
    auto of_few = fill(Inbox::max_datagrams / Inbox::max_of_a_member, Inbox::max_of_a_member);
    EXPECT_TRUE(of_few.has_room_for(Standing::member, batch));
    of_few.put(moment, {Standing::member, ann_source}, ann_address, "quiet");
    for (std::size_t source = 0; source < Inbox::max_datagrams / Inbox::max_of_a_member; ++source) {
        EXPECT_EQ(of_few.take(Standing::member)->datagram, "line");
    }
    EXPECT_EQ(of_few.take(Standing::member)->datagram, "quiet");
    const auto of_many =
        fill(Inbox::max_datagrams / Inbox::few_of_a_source, Inbox::few_of_a_source);
    EXPECT_FALSE(of_many.has_room_for(Standing::member, batch));
    EXPECT_TRUE(of_many.has_room_for(Standing::stranger, batch));
}

// Each standing has a queue of its own.
TEST(Inbox, sorts_by_standing) {
    Inbox inbox;
    EXPECT_TRUE(inbox.empty());
    EXPECT_TRUE(inbox.put(moment, {Standing::stranger, ann_source}, ann_address, "junk"));
    EXPECT_TRUE(inbox.put(moment, {Standing::member, bob_source}, bob_address, "line"));
    EXPECT_EQ(inbox.size(), 2U);
    EXPECT_EQ(inbox.size(Standing::member), 1U);
    EXPECT_FALSE(inbox.take(Standing::handshake).has_value());
    EXPECT_EQ(inbox.take(Standing::member)->datagram, "line");
    const auto last = inbox.take(Standing::stranger);
    EXPECT_EQ(last->datagram, "junk");
    EXPECT_EQ(last->sender, ann_address);
    EXPECT_TRUE(inbox.empty());
}

} // namespace
} // namespace chatroom
