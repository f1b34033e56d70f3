// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/core/room_state.hpp"
#include "daemon/io/cluster/position.hpp"

#include <stdexcept>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace chatroom {
namespace {

using testing::ElementsAre;

const Position somewhere{.room = "6ba7b810-9dad-11d1-80b4-00c04fd430c8",
                         .batch = 1ULL << 40U,
                         .id = "6ba7b811-9dad-11d1-80b4-00c04fd430c8",
                         .head = {123'456'789}};

// A position is a fact among others, is found there, and can be taken out.
TEST(Position, IsAFact) {
    const Fact other{.kind = 1, .key = "k", .bytes = "v"};
    std::vector<Fact> facts{other, to_fact(somewhere)};
    EXPECT_EQ(find_position(facts), somewhere);
    erase_position(facts);
    EXPECT_THAT(facts, ElementsAre(other));
    EXPECT_EQ(find_position(facts), std::nullopt);
}

// The later one takes the place of the one before, as it has the same key.
TEST(Position, IsOne) {
    EXPECT_EQ(to_fact(somewhere).kind, to_fact({}).kind);
    EXPECT_EQ(to_fact(somewhere).key, to_fact({}).key);
}

// The state of a room does not know the kind, and is not disturbed by it.
TEST(Position, IsNothingToARoom) {
    const std::vector<Fact> facts{to_fact(somewhere)};
    const RoomState state(facts, {5}, HashKey{});
    EXPECT_EQ(state.head(), Sequence{5});
}

// What cannot be read is not taken for the beginning of a room.
TEST(Position, OfALaterForm) {
    auto fact = to_fact(somewhere);
    fact.bytes->front() = '\x02';
    EXPECT_THROW(find_position({fact}), std::runtime_error);
    fact = to_fact(somewhere);
    fact.bytes->pop_back();
    EXPECT_THROW(find_position({fact}), std::runtime_error);
}

} // namespace
} // namespace chatroom
