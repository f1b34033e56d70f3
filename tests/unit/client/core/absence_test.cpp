// SPDX-License-Identifier: GPL-3.0-or-later
// When this program was away, and how much it missed.
#include "client/core/absence.hpp"

#include <gtest/gtest.h>

namespace chatroom {

namespace {

using std::chrono::seconds;

constexpr WallTime absence_begin{std::chrono::hours(500'000)};

// Whoever hears something every minute was there all the time.
TEST(AbsenceTest, IsNoneWhileSomethingComes) {
    Absence absence;
    for (int minute = 0; minute < 10; ++minute) {
        EXPECT_EQ(absence.heard(absence_begin + seconds(59) * minute), std::nullopt);
    }
    EXPECT_EQ(absence.take_missed(absence_begin + seconds(600), true), std::nullopt);
}

// After a long silence it is told since when, and how much happened in it once something newer
// comes.
TEST(AbsenceTest, CountsWhatHappenedInIt) {
    Absence absence;
    absence.heard(absence_begin);
    const auto back = absence_begin + seconds(60);
    EXPECT_EQ(absence.heard(back), absence_begin);
    EXPECT_TRUE(absence.was_missed(absence_begin + seconds(30)));
    EXPECT_FALSE(absence.was_missed(back));
    absence.missed();
    absence.missed();
    EXPECT_EQ(absence.take_missed(back + seconds(1), false), std::nullopt);
    EXPECT_EQ(absence.take_missed(back + seconds(1), true), 2U);
    EXPECT_FALSE(absence.was_missed(absence_begin + seconds(30)));
}

// Where nothing newer comes it is told after a moment, and the next absence counts anew.
TEST(AbsenceTest, EndsAfterAMoment) {
    Absence absence;
    absence.heard(absence_begin);
    absence.heard(absence_begin + seconds(90));
    EXPECT_EQ(absence.take_missed(absence_begin + seconds(92), false), 0U);
    EXPECT_EQ(absence.heard(absence_begin + seconds(200)), absence_begin + seconds(90));
    absence.missed();
    EXPECT_EQ(absence.take_missed(absence_begin + seconds(203), false), 1U);
}

} // namespace

} // namespace chatroom
