// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/core/sealed/lag.hpp"

#include <gtest/gtest.h>

namespace chatroom {
namespace {

using std::chrono::seconds;

SteadyTime at(int seconds_since) {
    return SteadyTime{} + seconds(seconds_since);
}

constexpr seconds limit{10};

// Who has everything does not lag, however long nothing happens.
TEST(Lag, is_none_where_nothing_happens) {
    Lag lag;
    lag.note(at(0), {5}, {5});
    EXPECT_FALSE(lag.is_over(at(1000), {5}, limit));
    lag.note(at(1000), {6}, {7});
    EXPECT_FALSE(lag.is_over(at(1009), {6}, limit));
}

// It is over when the member has not got in time to where the room was then, exactly.
TEST(Lag, ends_at_its_limit) {
    Lag lag;
    lag.note(at(0), {5}, {8});
    lag.note(at(9), {7}, {100}); // It is not there yet, so nothing begins anew.
    EXPECT_FALSE(lag.is_over(at(9), {7}, limit));
    EXPECT_TRUE(lag.is_over(at(10), {7}, limit));
    EXPECT_FALSE(lag.is_over(at(10), {8}, limit));
}

// Who gets there in time has as long again, whatever the distance is by then.
TEST(Lag, begins_anew_where_the_room_was) {
    Lag lag;
    lag.note(at(0), {5}, {8});
    lag.note(at(9), {8}, {1000});
    EXPECT_FALSE(lag.is_over(at(18), {8}, limit));
    EXPECT_TRUE(lag.is_over(at(19), {999}, limit));
}

// For how long it has not got there is told from when it began, and is over when it gets there.
TEST(Lag, is_taken_from_when_it_began) {
    Lag lag;
    lag.note(at(0), {5}, {8});
    EXPECT_EQ(lag.taken(at(7), {7}), seconds(7));
    EXPECT_EQ(lag.taken(at(7), {8}), seconds(0));
}

} // namespace
} // namespace chatroom
