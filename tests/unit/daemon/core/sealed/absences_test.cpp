// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/core/sealed/absences.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace chatroom {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class AbsencesTest : public ::testing::Test {
protected:
    static constexpr std::chrono::seconds grace{10};

    static SteadyTime at(int second) { return SteadyTime{std::chrono::seconds(second)}; }

    Absences absences;
};

// An absence begins once, and ends when the member is there again.
TEST_F(AbsencesTest, begin_and_end) {
    EXPECT_FALSE(absences.contains({1}));
    EXPECT_TRUE(absences.begin({1}, at(0)));
    EXPECT_FALSE(absences.begin({1}, at(5)));
    EXPECT_TRUE(absences.contains({1}));
    EXPECT_EQ(absences.next_deadline(grace), at(10));
    absences.end({1});
    EXPECT_FALSE(absences.contains({1}));
    EXPECT_EQ(absences.next_deadline(grace), std::nullopt);
}

// Whoever is away for the grace time is told once.
TEST_F(AbsencesTest, tell_who_is_away_for_too_long) {
    absences.begin({1}, at(0));
    absences.begin({2}, at(1));
    EXPECT_THAT(absences.take_overdue(at(9), grace), IsEmpty());
    EXPECT_THAT(absences.take_overdue(at(10), grace), ElementsAre(Sequence{1}));
    EXPECT_EQ(absences.next_deadline(grace), at(11));
    EXPECT_THAT(absences.take_overdue(at(20), grace), ElementsAre(Sequence{2}));
    EXPECT_EQ(absences.next_deadline(grace), std::nullopt);
    EXPECT_TRUE(absences.contains({1}));
}

// Who was to leave and could not has another grace time.
TEST_F(AbsencesTest, may_begin_again) {
    absences.begin({1}, at(0));
    absences.take_overdue(at(10), grace);
    absences.begin_again({1}, at(12));
    absences.begin_again({2}, at(12));
    EXPECT_FALSE(absences.contains({2}));
    EXPECT_THAT(absences.take_overdue(at(21), grace), IsEmpty());
    EXPECT_THAT(absences.take_overdue(at(22), grace), ElementsAre(Sequence{1}));
}

} // namespace
} // namespace chatroom
