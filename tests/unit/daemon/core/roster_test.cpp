// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/core/roster.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace chatroom {
namespace {

using ::testing::ElementsAre;
using ::testing::Key;

Address at(std::string_view text) {
    return parse_address(text).value();
}

class RosterTest : public ::testing::Test {
protected:
    void happen(EventKind kind, std::string name, std::optional<Address> where = {}) {
        head = head.next();
        roster.apply(
            {.event =
                 {.sequence = head, .time = {}, .kind = kind, .name = std::move(name), .text = {}},
             .address = where,
             .key = {}},
            now);
    }

    SteadyTime now{std::chrono::seconds(100)};
    Sequence head;
    Roster roster;
};

// A member is found by address, and by name in any spelling.
TEST_F(RosterTest, finds_members) {
    happen(EventKind::entered, "Bob", at("10.0.0.1:1"));
    const auto* bob = roster.find(at("10.0.0.1:1"));
    ASSERT_NE(bob, nullptr);
    EXPECT_EQ(bob->name.text(), "Bob");
    EXPECT_EQ(roster.find("ｂｏｂ"), bob);
    EXPECT_EQ(roster.find("Вob"), bob);
    EXPECT_EQ(roster.find("Rob"), nullptr);
    EXPECT_EQ(roster.find(at("10.0.0.1:2")), nullptr);
    EXPECT_EQ(roster.find(std::string(100'000, 'x')), nullptr);
}

// Who left or was kicked is not found any more, and nobody else is touched.
TEST_F(RosterTest, forgets_who_left) {
    happen(EventKind::entered, "Bob", at("10.0.0.1:1"));
    happen(EventKind::entered, "Ann", at("10.0.0.1:2"));
    happen(EventKind::entered, "Eve", at("10.0.0.1:3"));
    happen(EventKind::left, "Bob");
    happen(EventKind::kicked, "Eve");
    happen(EventKind::left, "Nobody");
    EXPECT_EQ(roster.find("Bob"), nullptr);
    EXPECT_EQ(roster.find(at("10.0.0.1:1")), nullptr);
    EXPECT_EQ(roster.find(at("10.0.0.1:3")), nullptr);
    ASSERT_EQ(roster.members().size(), 1U);
    EXPECT_EQ(roster.members().begin()->second.name.text(), "Ann");
}

// What is said changes nobody's membership.
TEST_F(RosterTest, ignores_what_is_said) {
    happen(EventKind::entered, "Bob", at("10.0.0.1:1"));
    happen(EventKind::said, "Bob");
    happen(EventKind::announced, "");
    EXPECT_EQ(roster.members().size(), 1U);
}

// The members of the journal are the members of the roster, heard of just now.
TEST_F(RosterTest, begins_with_the_stored_members) {
    const std::vector<StoredMember> stored{{.entered = {5},
                                            .name = MemberName::from_journal("admin"),
                                            .address = at("10.0.0.1:1"),
                                            .since = WallTime{std::chrono::seconds(7)}}};
    const Roster restored(stored, {now, {}});
    const auto* member = restored.find("ADMIN");
    ASSERT_NE(member, nullptr);
    EXPECT_EQ(member->entered, Sequence{5});
    EXPECT_EQ(member->since, WallTime{std::chrono::seconds(7)});
    EXPECT_EQ(member->link.last_heard, now);
}

// If the journal holds two members whose names look alike today, both stay, and each leaves alone.
TEST_F(RosterTest, keeps_look_alikes_of_the_journal_apart) {
    const std::vector<StoredMember> stored{{.entered = {1},
                                            .name = MemberName::from_journal("Bob"),
                                            .address = at("10.0.0.1:1"),
                                            .since = {}},
                                           {.entered = {2},
                                            .name = MemberName::from_journal("Вob"),
                                            .address = at("10.0.0.1:2"),
                                            .since = {}}};
    roster = Roster(stored, {now, {}});
    happen(EventKind::left, "Вob");
    EXPECT_EQ(roster.find("Bob")->entered, Sequence{1});
    EXPECT_EQ(roster.find(at("10.0.0.1:2")), nullptr);
}

// A member is unreachable since the first report, until it is heard.
TEST_F(RosterTest, knows_who_is_unreachable) {
    happen(EventKind::entered, "Bob", at("10.0.0.1:1"));
    const auto* bob = roster.find("Bob");
    roster.unreachable(bob->entered, now);
    roster.unreachable(bob->entered, now + std::chrono::seconds(1));
    EXPECT_FALSE(roster.is_reachable(bob->entered));
    EXPECT_THAT(roster.unreachable_members(), ElementsAre(Key(bob->entered)));
    const auto& absence = roster.unreachable_members().at(bob->entered);
    EXPECT_EQ(absence.since, now);
    EXPECT_EQ(absence.last_failure, now + std::chrono::seconds(1));
    roster.heard(bob->entered, now + std::chrono::seconds(2));
    EXPECT_TRUE(roster.is_reachable(bob->entered));
    EXPECT_EQ(bob->link.last_heard, now + std::chrono::seconds(2));
    EXPECT_TRUE(roster.unreachable_members().empty());
}

// An unreachable member that leaves leaves no trace.
TEST_F(RosterTest, forgets_unreachable_members_that_left) {
    happen(EventKind::entered, "Bob", at("10.0.0.1:1"));
    roster.unreachable(Sequence{1}, now);
    happen(EventKind::left, "Bob");
    EXPECT_TRUE(roster.unreachable_members().empty());
}

} // namespace
} // namespace chatroom
