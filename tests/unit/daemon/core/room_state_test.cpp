// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/core/facts.hpp"
#include "daemon/core/room_state.hpp"

#include <stdexcept>

#include <gtest/gtest.h>

namespace chatroom {
namespace {

class RoomStateTest : public ::testing::Test {
protected:
    static Member member(std::uint64_t entered, std::string name) {
        return {.entered = {entered},
                .name = MemberName::from_journal(std::move(name)),
                .since = {},
                .address = {}};
    }

    static OwnedName owned(std::string name) {
        return {.name = MemberName::from_journal(std::move(name)),
                .key = {},
                .instance = {},
                .cursor = {},
                .first_used = {},
                .last_used = {}};
    }

    static Record event(std::uint64_t sequence, std::vector<Fact> facts = {}) {
        return {.event = Event{.sequence = {sequence}, .time = {}, .name = {}, .text = {}},
                .member = {},
                .facts = std::move(facts)};
    }
};

// A member who speaks is known by its key, or by where it is if it has none.
TEST_F(RoomStateTest, knows_by_what_a_speaker_is_known) {
    RoomState state({}, {}, {});
    auto zoe = owned("Zoe");
    zoe.key.bytes[0] = 7;
    state.apply(event(1, {facts::put(zoe)}));
    auto sealed = member(1, "Zoe");
    sealed.door = DoorKind::sealed;
    sealed.address = parse_address("8.0.0.1:1").value();
    EXPECT_EQ(state.speaker(sealed).address, std::nullopt);
    EXPECT_EQ(state.speaker(sealed).key, zoe.key);
    auto classic = sealed;
    classic.door = DoorKind::classic;
    EXPECT_EQ(state.speaker(classic).address, classic.address);
    EXPECT_EQ(state.speaker(classic).key, std::nullopt);
}

// Records are the only way in which anything changes; a record without an event takes no number.
TEST_F(RoomStateTest, is_what_the_records_make_of_it) {
    RoomState state({}, {}, {});
    state.apply(event(1, {facts::put(member(1, "Ann")), facts::put(owned("Ann"))}));
    state.apply(event(2, {facts::put(member(2, "Bob"))}));
    EXPECT_EQ(state.roster().size(), 2U);
    EXPECT_NE(state.names().find("ann"), nullptr);
    EXPECT_EQ(state.head(), Sequence{2});
    state.apply(event(3, {facts::erase_member({1})}));
    state.apply({.event = {}, .member = {}, .facts = {facts::erase_name("Ann")}});
    EXPECT_EQ(state.roster().find("Ann"), nullptr);
    EXPECT_EQ(state.names().size(), 0U);
    EXPECT_EQ(state.head(), Sequence{3});
}

// At a start the same is made of what is remembered, and numbers go on behind the head.
TEST_F(RoomStateTest, begins_with_what_is_remembered) {
    const std::vector<Fact> facts{facts::put(member(2, "Bob")), facts::put(owned("Ann"))};
    RoomState state(facts, {7}, {});
    EXPECT_EQ(state.roster().find("Bob")->entered, Sequence{2});
    EXPECT_NE(state.names().find_exact("Ann"), nullptr);
    EXPECT_EQ(state.head(), Sequence{7});
}

// Facts of a kind that only a newer version knows are left alone; of a known kind they must be
// readable.
TEST_F(RoomStateTest, leaves_unknown_facts_alone) {
    const std::vector<Fact> unknown{{.kind = 200, .key = "x", .bytes = "y"}};
    EXPECT_EQ(RoomState(unknown, {}, {}).roster().size(), 0U);
    const std::vector<Fact> damaged{{.kind = 1, .key = "x", .bytes = "y"}};
    EXPECT_THROW(RoomState(damaged, {}, {}), std::runtime_error);
}

} // namespace
} // namespace chatroom
