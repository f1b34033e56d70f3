// SPDX-License-Identifier: GPL-3.0-or-later
// When LEAVE is sent, and how long its answer is waited for.
#include "client/core/departure.hpp"
#include "tests/unit/client/core/sealed_server.hpp"

#include <gtest/gtest.h>

namespace chatroom {

namespace {

// With nothing pending LEAVE is due at once, repeated, and given up after a second.
TEST(DepartureTest, LeavesAtOnce) {
    Departure departure(at(0), 0);
    EXPECT_TRUE(departure.is_leave_due(at(0)));
    EXPECT_EQ(departure.leave_again_at(), std::nullopt);
    departure.leave_sent(at(0));
    EXPECT_FALSE(departure.is_leave_due(at(249)));
    EXPECT_TRUE(departure.is_leave_due(at(250)));
    departure.leave_sent(at(250));
    EXPECT_EQ(departure.leave_again_at(), at(500));
    EXPECT_FALSE(departure.is_over(at(999)));
    EXPECT_TRUE(departure.is_over(at(1000)));
}

// What is pending comes first, for as long as there is progress.
TEST(DepartureTest, WaitsForPendingMessages) {
    Departure departure(at(0), 2);
    EXPECT_FALSE(departure.is_leave_due(at(0)));
    EXPECT_EQ(departure.over_at(), at(5000));
    departure.progress(at(1000), 2);
    EXPECT_EQ(departure.over_at(), at(5000));
    departure.progress(at(3000), 1);
    EXPECT_EQ(departure.over_at(), at(8000));
    departure.progress(at(7000), 0);
    EXPECT_TRUE(departure.is_leave_due(at(7000)));
    departure.leave_sent(at(7000));
    EXPECT_EQ(departure.over_at(), at(8000));
}

// Where nobody waits for the program to end it waits longer, and as long as the server asks for.
TEST(DepartureTest, IsPatientWhereNobodySits) {
    Departure departure(at(0), 2, true);
    EXPECT_EQ(departure.over_at(), at(20'000));
    departure.progress(at(1000), 1, at(60'000));
    EXPECT_EQ(departure.over_at(), at(80'000));
    departure.progress(at(60'000), 1);
    EXPECT_EQ(departure.over_at(), at(80'000));
    departure.progress(at(60'100), 0);
    departure.leave_sent(at(60'100));
    EXPECT_EQ(departure.over_at(), at(61'100));
    Departure impatient(at(0), 1);
    impatient.progress(at(0), 1, at(60'000));
    EXPECT_EQ(impatient.over_at(), at(5000));
}

// A second counts from the first LEAVE, not from later ones.
TEST(DepartureTest, CountsFromTheFirstLeave) {
    Departure departure(at(0), 0);
    departure.leave_sent(at(600));
    departure.leave_sent(at(1500));
    EXPECT_TRUE(departure.is_over(at(1600)));
}

} // namespace

} // namespace chatroom
