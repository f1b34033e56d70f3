// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/core/sealed/lag.hpp"

#include <gtest/gtest.h>

namespace chatroom {
namespace {

using std::chrono::seconds;

SteadyTime at(int seconds_since) {
    return SteadyTime{} + seconds(seconds_since);
}

constexpr seconds lag_limit{10};

// Who has everything does not lag, however long nothing happens.
TEST(Lag, is_none_where_nothing_happens) {
    Lag lag;
    lag.note(at(0), {5}, {5}, lag_limit);
    EXPECT_FALSE(lag.is_over(at(1000), {5}, lag_limit));
    lag.note(at(1000), {6}, {7}, lag_limit);
    EXPECT_FALSE(lag.is_over(at(1009), {6}, lag_limit));
}

// It is over when the member has not got in time to where the room was then, exactly.
TEST(Lag, ends_at_its_limit) {
    Lag lag;
    lag.note(at(0), {5}, {8}, lag_limit);
    lag.note(at(9), {7}, {100}, lag_limit); // It is not there yet, so nothing begins anew.
    EXPECT_FALSE(lag.is_over(at(9), {7}, lag_limit));
    EXPECT_TRUE(lag.is_over(at(10), {7}, lag_limit));
    EXPECT_FALSE(lag.is_over(at(10), {8}, lag_limit));
}

// Who gets there in time has as long again, whatever the distance is by then.
TEST(Lag, begins_anew_where_the_room_was) {
    Lag lag;
    lag.note(at(0), {5}, {8}, lag_limit);
    lag.note(at(9), {8}, {1000}, lag_limit);
    EXPECT_FALSE(lag.is_over(at(18), {8}, lag_limit));
    EXPECT_TRUE(lag.is_over(at(19), {999}, lag_limit));
}

// Of a long past, however long, a window a second is enough; one event less is not.
TEST(Lag, leaves_time_for_a_long_past) {
    constexpr std::uint64_t portion = Lag::least_a_second * 10;
    for (const bool is_slower : {false, true}) {
        Lag lag;
        Sequence cursor{5};
        lag.came_in({300'000});
        lag.note(at(0), cursor, {300'001}, lag_limit);
        for (int time = 0; time < 20; ++time) {
            EXPECT_FALSE(lag.is_over(at(10 * time + 9), cursor, lag_limit));
            cursor.value += is_slower ? portion - 1 : portion;
            EXPECT_EQ(lag.is_over(at(10 * time + 10), cursor, lag_limit), is_slower);
            lag.note(at(10 * time + 10), cursor, {300'001}, lag_limit);
            if (is_slower) {
                break;
            }
        }
    }
}

// What happens after it came in is no past: there it has to keep up with the room.
TEST(Lag, leaves_no_time_for_what_is_new) {
    Lag lag;
    lag.came_in({5});
    lag.note(at(0), {5}, {300'000}, lag_limit);
    EXPECT_TRUE(lag.is_over(at(10), {299'999}, lag_limit));
    EXPECT_FALSE(lag.is_over(at(10), {300'000}, lag_limit));
}

// Who comes in again is measured as before.
TEST(Lag, goes_on_when_the_member_comes_back) {
    Lag lag;
    lag.came_in({8});
    lag.note(at(0), {5}, {8}, lag_limit);
    lag.came_in({100});
    lag.note(at(9), {7}, {100}, lag_limit);
    EXPECT_TRUE(lag.is_over(at(10), {7}, lag_limit));
    EXPECT_FALSE(lag.is_over(at(10), {8}, lag_limit));
}

// For how long it has not got there is told from when it began, and is over when it gets there.
TEST(Lag, is_taken_from_when_it_began) {
    Lag lag;
    lag.note(at(0), {5}, {8}, lag_limit);
    EXPECT_EQ(lag.taken(at(7), {7}), seconds(7));
    EXPECT_EQ(lag.taken(at(7), {8}), seconds(0));
}

} // namespace
} // namespace chatroom
