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

// What is pending comes first, and is given up after four seconds, however many there were.
TEST(DepartureTest, WaitsForPendingMessages) {
    Departure departure(at(0), 3);
    EXPECT_FALSE(departure.is_leave_due(at(0)));
    EXPECT_EQ(departure.gives_up_at(), at(4000));
    EXPECT_EQ(departure.over_at(), at(5000));
    departure.progress(at(3000), 1);
    EXPECT_EQ(departure.over_at(), at(5000));
    EXPECT_FALSE(departure.gives_up(at(3999)));
    EXPECT_TRUE(departure.gives_up(at(4000)));
    departure.progress(at(3500), 0);
    EXPECT_FALSE(departure.gives_up(at(4000)));
    EXPECT_EQ(departure.gives_up_at(), std::nullopt);
    EXPECT_TRUE(departure.is_leave_due(at(3500)));
    departure.leave_sent(at(3500));
    EXPECT_EQ(departure.over_at(), at(4500));
}

// What the server does not want before that is given up at once.
TEST(DepartureTest, DoesNotWaitInVain) {
    Departure departure(at(0), 1);
    departure.progress(at(0), 1, at(3999));
    EXPECT_FALSE(departure.gives_up(at(0)));
    departure.progress(at(0), 1, at(4000));
    EXPECT_TRUE(departure.gives_up(at(0)));
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
    EXPECT_EQ(departure.gives_up_at(), std::nullopt);
    EXPECT_FALSE(departure.gives_up(at(60'000)));
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
