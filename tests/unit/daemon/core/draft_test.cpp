// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/core/draft.hpp"
#include "daemon/core/facts.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace chatroom {
namespace {

using ::testing::ElementsAre;

/// A draft over a room where Ann and Bob are; key 1 owns Ann's name, key 2 that of Eve.
class DraftTest : public ::testing::Test {
protected:
    static constexpr WallTime noon{std::chrono::hours(12)};

    static Member member(std::uint64_t entered, std::string name) {
        return {.entered = {entered},
                .name = MemberName::from_journal(std::move(name)),
                .since = {},
                .address = {}};
    }

    static sealed::PublicKey key(std::uint8_t first) {
        sealed::PublicKey result;
        result.bytes[0] = first;
        return result;
    }

    static OwnedName owned(std::string name, std::uint8_t owner) {
        return {.name = MemberName::from_journal(std::move(name)),
                .key = key(owner),
                .instance = {},
                .cursor = {},
                .first_used = {},
                .last_used = {}};
    }

    const std::vector<Fact> facts{facts::put(member(1, "Ann")), facts::put(member(2, "Bob")),
                                  facts::put(owned("Ann", 1)), facts::put(owned("Eve", 2))};
    RoomState state{facts, {7}, {}};
    Draft draft{state, Now{.steady = {}, .wall = noon}};
};

// Where nothing is drafted the draft is the state.
TEST_F(DraftTest, begins_as_the_state) {
    EXPECT_EQ(draft.member(Sequence{1}), state.roster().find("Ann"));
    EXPECT_EQ(draft.member("ann"), state.roster().find("Ann"));
    EXPECT_EQ(draft.exact_member("ann"), nullptr);
    EXPECT_EQ(draft.name("EVE"), state.names().find("Eve"));
    EXPECT_EQ(draft.exact_name("EVE"), nullptr);
    EXPECT_EQ(draft.member_count(), 2U);
    EXPECT_EQ(draft.name_count(), 2U);
    EXPECT_EQ(draft.name_count_of(key(1)), 1U);
    EXPECT_EQ(draft.head(), Sequence{7});
    EXPECT_EQ(draft.size(), 0U);
}

// Events are numbered behind the head and have the time of the turn; the state stays as it is.
TEST_F(DraftTest, numbers_what_happens) {
    const auto first = draft.happens({.kind = EventKind::entered, .name = "Zoe"});
    const auto second = draft.happens({.kind = EventKind::said, .name = "Ann", .text = "hi"}, {1});
    EXPECT_EQ(first.sequence, Sequence{8});
    EXPECT_EQ(second.sequence, Sequence{9});
    EXPECT_EQ(second.time, noon);
    EXPECT_EQ(draft.head(), Sequence{9});
    EXPECT_EQ(state.head(), Sequence{7});
    const auto batch = draft.take();
    EXPECT_THAT(batch.records, ElementsAre(Record{first, {8}, {}}, Record{second, {1}, {}}));
}

// Who enters is found at once, in any spelling, and who leaves is not any more.
TEST_F(DraftTest, sees_who_enters_and_leaves) {
    draft.put(member(8, "Zoe"));
    EXPECT_EQ(draft.member("zoe")->entered, Sequence{8});
    EXPECT_EQ(draft.exact_member("Zoe")->entered, Sequence{8});
    EXPECT_EQ(draft.member(Sequence{8})->name.text(), "Zoe");
    EXPECT_EQ(draft.member_count(), 3U);
    draft.remove({8});
    draft.remove({1});
    draft.remove({1});
    EXPECT_EQ(draft.member("Zoe"), nullptr);
    EXPECT_EQ(draft.member(Sequence{8}), nullptr);
    EXPECT_EQ(draft.member("Ann"), nullptr);
    EXPECT_EQ(draft.exact_member("Ann"), nullptr);
    EXPECT_EQ(draft.member_count(), 1U);
    EXPECT_EQ(state.roster().size(), 2U);
}

// A member that is known otherwise is the drafted one, by whatever it is looked for.
TEST_F(DraftTest, sees_changes_of_members) {
    auto moved = member(2, "Bob");
    moved.address.port = 9;
    draft.put(moved);
    EXPECT_EQ(*draft.member(Sequence{2}), moved);
    EXPECT_EQ(*draft.member("bob"), moved);
    EXPECT_EQ(*draft.exact_member("Bob"), moved);
    EXPECT_EQ(draft.member_count(), 2U);
}

// Names begin and cease to belong to somebody, and are counted by owner.
TEST_F(DraftTest, sees_names_change_hands) {
    draft.put(owned("Zoe", 1));
    draft.put(owned("Zoe", 1));
    draft.put(owned("Eve", 1));
    EXPECT_EQ(draft.name("zoe")->key, key(1));
    EXPECT_EQ(draft.name("eve")->key, key(1));
    EXPECT_EQ(draft.name_count(), 3U);
    EXPECT_EQ(draft.name_count_of(key(1)), 3U);
    EXPECT_EQ(draft.name_count_of(key(2)), 0U);
    draft.release("Ann");
    draft.release("Zoe");
    draft.release("Nobody");
    EXPECT_EQ(draft.name("Ann"), nullptr);
    EXPECT_EQ(draft.name("Zoe"), nullptr);
    EXPECT_EQ(draft.name_count(), 1U);
    EXPECT_EQ(draft.name_count_of(key(1)), 1U);
}

// Sanctions are as they were drafted last; what is over counts as not there, but for its place.
TEST_F(DraftTest, sees_sanctions_come_and_go) {
    const Fact decided = facts::put(Measure::ban, {.target = "10.0.0.1", .since = {}});
    const Fact over = facts::put(Measure::ban, {.target = "10.0.0.2", .since = {}, .until = noon});
    const RoomState rules(std::vector{decided, over}, {7}, {});
    Draft bans(rules, Now{.steady = {}, .wall = noon});
    const auto subject = [](std::string_view address) {
        return Subject{parse_address(address).value(), std::nullopt};
    };
    EXPECT_NE(bans.sanction(Measure::ban, "10.0.0.1"), nullptr);
    EXPECT_NE(bans.sanction_on(Measure::ban, subject("10.0.0.1:1")), nullptr);
    EXPECT_EQ(bans.sanction(Measure::mute, "10.0.0.1"), nullptr);
    EXPECT_EQ(bans.sanction(Measure::ban, "10.0.0.2"), nullptr);
    EXPECT_EQ(bans.sanction_on(Measure::ban, subject("10.0.0.2:1")), nullptr);
    EXPECT_EQ(bans.sanction_count(Measure::ban), 2U);
    bans.put(Measure::ban, {.target = "10.0.0.2", .since = {}});
    bans.put(Measure::ban, {.target = "10.0.0.3", .since = {}});
    bans.lift(Measure::ban, "10.0.0.1");
    bans.lift(Measure::ban, "10.0.0.1");
    EXPECT_EQ(bans.sanction_on(Measure::ban, subject("10.0.0.1:1")), nullptr);
    EXPECT_NE(bans.sanction_on(Measure::ban, subject("10.0.0.2:1")), nullptr);
    EXPECT_NE(bans.sanction(Measure::ban, "10.0.0.3"), nullptr);
    EXPECT_EQ(bans.sanction_count(Measure::ban), 2U);
    EXPECT_THAT(bans.take().records.front().facts,
                ElementsAre(facts::put(Measure::ban, {.target = "10.0.0.2", .since = {}}),
                            facts::put(Measure::ban, {.target = "10.0.0.3", .since = {}}),
                            facts::erase_sanction(Measure::ban, "10.0.0.1")));
}

// Settings are as they were drafted last.
TEST_F(DraftTest, sees_settings_change) {
    EXPECT_FALSE(draft.settings().is_locked);
    draft.put(Settings{.is_locked = true});
    EXPECT_TRUE(draft.settings().is_locked);
    EXPECT_FALSE(state.rules().settings().is_locked);
}

// Those who are inside come in the order of entry, without whoever has gone.
TEST_F(DraftTest, lists_who_is_inside) {
    draft.remove({1});
    draft.put(member(8, "Zoe"));
    draft.put(member(9, "Eve"));
    draft.remove({9});
    EXPECT_THAT(draft.members(), ElementsAre(Sequence{2}, Sequence{8}));
}

// Changes go with the event before them, or with a record that has none.
TEST_F(DraftTest, puts_changes_to_the_event_before_them) {
    draft.release("Eve");
    draft.happens({.kind = EventKind::left, .name = "Ann"}, {1});
    draft.remove({1});
    draft.put(owned("Ann", 1));
    draft.begin();
    draft.put(owned("Zoe", 1));
    const auto batch = draft.take();
    ASSERT_EQ(batch.records.size(), 3U);
    EXPECT_FALSE(batch.records[0].event);
    EXPECT_THAT(batch.records[0].facts, ElementsAre(facts::erase_name("Eve")));
    EXPECT_THAT(batch.records[1].facts,
                ElementsAre(facts::erase_member({1}), facts::put(owned("Ann", 1))));
    EXPECT_FALSE(batch.records[2].event);
    EXPECT_THAT(batch.records[2].facts, ElementsAre(facts::put(owned("Zoe", 1))));
}

} // namespace
} // namespace chatroom
