// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/core/inbox.hpp"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace chatroom {
namespace {

using ::testing::ElementsAre;
using ::testing::SizeIs;

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

constexpr SteadyTime now{};
const Address ann_address = at("10.0.0.1:1");
const Address bob_address = at("10.0.0.2:1");
const Source ann_source = Source::of_network(ann_address);
const Source bob_source = Source::of_network(bob_address);

// What one source sends keeps its order, and each source has its turn.
TEST(FairQueue, serves_each_source_in_turn) {
    FairQueue queue(10, 10);
    for (const auto* datagram : {"a1", "a2", "a3"}) {
        EXPECT_TRUE(queue.put(now, ann_source, ann_address, datagram));
    }
    EXPECT_TRUE(queue.put(now, bob_source, bob_address, "b1"));
    EXPECT_TRUE(queue.put(now, bob_source, bob_address, "b2"));
    EXPECT_THAT(taken_from(queue), ElementsAre("a1", "b1", "a2", "b2", "a3"));
}

// Whoever comes later waits for nothing but the round that is being served.
TEST(FairQueue, lets_newcomers_in_at_once) {
    FairQueue queue(10, 10);
    for (const auto* datagram : {"a1", "a2", "a3"}) {
        queue.put(now, ann_source, ann_address, datagram);
    }
    EXPECT_EQ(queue.take()->datagram, "a1");
    EXPECT_EQ(queue.take()->datagram, "a2");
    queue.put(now, bob_source, bob_address, "b1");
    queue.put(now, bob_source, bob_address, "b2");
    EXPECT_THAT(taken_from(queue), ElementsAre("b1", "a3", "b2"));
}

// A source has a share of the queue, which what it has sent before does not take for ever.
TEST(FairQueue, keeps_a_source_to_its_share) {
    FairQueue queue(10, 2);
    EXPECT_TRUE(queue.put(now, ann_source, ann_address, "a1"));
    EXPECT_TRUE(queue.put(now, ann_source, ann_address, "a2"));
    EXPECT_FALSE(queue.put(now, ann_source, ann_address, "a3"));
    EXPECT_TRUE(queue.put(now, bob_source, bob_address, "b1"));
    EXPECT_EQ(queue.take()->datagram, "a1");
    EXPECT_EQ(queue.take()->datagram, "b1");
    EXPECT_EQ(queue.take()->datagram, "a2");
    EXPECT_TRUE(queue.put(now, ann_source, ann_address, "a4"));
    EXPECT_TRUE(queue.put(now, ann_source, ann_address, "a5"));
    EXPECT_FALSE(queue.put(now, ann_source, ann_address, "a6"));
    EXPECT_THAT(taken_from(queue), ElementsAre("a4", "a5"));
}

// When the queue is full, who has most makes place; nobody does for who has as much itself.
TEST(FairQueue, takes_from_who_has_most) {
    FairQueue queue(3, 3);
    for (const auto* datagram : {"a1", "a2", "a3"}) {
        queue.put(now, ann_source, ann_address, datagram);
    }
    EXPECT_FALSE(queue.put(now, bob_source, bob_address, "b1"));
    EXPECT_EQ(queue.size(), 3U);
    EXPECT_FALSE(queue.put(now, bob_source, bob_address, "b2"));
    EXPECT_THAT(taken_from(queue), ElementsAre("a1", "b1", "a2"));
}

// Sources of which nothing waits are forgotten, however many there were.
TEST(FairQueue, remembers_only_who_waits) {
    FairQueue queue(2, 2);
    queue.put(now, ann_source, ann_address, "a1");
    for (std::uint64_t number = 0; number < 1000; ++number) {
        queue.put(now, Source::of_member(DoorKind::sealed, {number}), bob_address, "x");
        queue.take();
        queue.put(now, ann_source, ann_address, "a");
    }
    EXPECT_THAT(taken_from(queue), SizeIs(1));
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
                    now, {Standing::member, Source::of_member(DoorKind::classic, {source})},
                    bob_address, "line"));
            }
        }
        EXPECT_EQ(inbox.size(Standing::member), Inbox::max_datagrams);
        return inbox;
    };
    auto of_few = fill(Inbox::max_datagrams / Inbox::max_of_a_member, Inbox::max_of_a_member);
    EXPECT_TRUE(of_few.has_room_for(Standing::member, batch));
    of_few.put(now, {Standing::member, ann_source}, ann_address, "quiet");
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
    EXPECT_TRUE(inbox.put(now, {Standing::stranger, ann_source}, ann_address, "junk"));
    EXPECT_TRUE(inbox.put(now, {Standing::member, bob_source}, bob_address, "line"));
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
