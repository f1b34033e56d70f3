// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/core/roster.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace chatroom {
namespace {

using ::testing::ElementsAre;
using ::testing::Key;

class RosterTest : public ::testing::Test {
protected:
    static Member member(std::uint64_t entered, std::string name) {
        return {.entered = {entered},
                .name = MemberName::from_journal(std::move(name)),
                .since = {},
                .address = {}};
    }

    Roster roster;
};

// A member is found by its number, and by its name in any spelling.
TEST_F(RosterTest, finds_members) {
    roster.put(member(7, "Bob"));
    const auto* bob = roster.find(Sequence{7});
    ASSERT_NE(bob, nullptr);
    EXPECT_EQ(bob->name.text(), "Bob");
    EXPECT_EQ(roster.find("ｂｏｂ"), bob);
    EXPECT_EQ(roster.find("Вob"), bob);
    EXPECT_EQ(roster.find("Rob"), nullptr);
    EXPECT_EQ(roster.find(Sequence{8}), nullptr);
    EXPECT_EQ(roster.find(std::string(100'000, 'x')), nullptr);
}

// Who is gone is not found any more, and nobody else is touched.
TEST_F(RosterTest, forgets_who_is_gone) {
    roster.put(member(1, "Bob"));
    roster.put(member(2, "Ann"));
    roster.remove({1});
    roster.remove({1});
    roster.remove({9});
    EXPECT_EQ(roster.find("Bob"), nullptr);
    EXPECT_EQ(roster.find(Sequence{1}), nullptr);
    EXPECT_THAT(roster.members(), ElementsAre(Key(Sequence{2})));
}

// A member may become known otherwise, and stays where it is.
TEST_F(RosterTest, changes_a_member_in_place) {
    roster.put(member(1, "Bob"));
    const auto* bob = roster.find(Sequence{1});
    auto moved = *bob;
    moved.address.port = 9;
    roster.put(moved);
    EXPECT_EQ(roster.find(Sequence{1}), bob);
    EXPECT_EQ(roster.find("bob"), bob);
    EXPECT_EQ(bob->address.port, 9);
    EXPECT_EQ(roster.size(), 1U);
}

// Look-alikes that an older ICU kept apart may both be inside: the first is found, or the one that
// is written so, or the one that is wanted.
TEST_F(RosterTest, keeps_look_alikes_apart) {
    roster.put(member(2, "bob"));
    roster.put(member(1, "Bob"));
    EXPECT_EQ(roster.find("BOB")->entered, Sequence{1});
    EXPECT_EQ(roster.find_exact("bob")->entered, Sequence{2});
    EXPECT_EQ(roster.find_exact("BOB"), nullptr);
    EXPECT_EQ(roster.find("BOB", [](const Member& found) { return found.entered != Sequence{1}; })
                  ->entered,
              Sequence{2});
    roster.remove({1});
    EXPECT_EQ(roster.find("BOB")->entered, Sequence{2});
}

} // namespace
} // namespace chatroom
