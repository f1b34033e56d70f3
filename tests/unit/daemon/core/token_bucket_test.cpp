// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/core/token_bucket.hpp"

#include <gtest/gtest.h>

namespace chatroom {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::seconds;

class TokenBucketTest : public ::testing::Test {
protected:
    /// How many of the tries are allowed.
    int take(int tries) {
        int allowed = 0;
        while (tries-- > 0) {
            allowed += bucket.take(now) ? 1 : 0;
        }
        return allowed;
    }

    SteadyTime now{};
    TokenBucket bucket{4};
};

// A second's worth is allowed at once, whatever the clock says at first, and no more.
TEST_F(TokenBucketTest, allows_a_seconds_worth_at_once) {
    EXPECT_EQ(take(10), 4);
    now += hours(1000);
    bucket = TokenBucket(4);
    EXPECT_EQ(take(10), 4);
}

// One more is allowed each time its part of a second has passed, and not earlier.
TEST_F(TokenBucketTest, fills_up_with_time) {
    take(4);
    now += milliseconds(249);
    EXPECT_EQ(take(1), 0);
    now += milliseconds(1);
    EXPECT_EQ(take(2), 1);
    now += milliseconds(500);
    EXPECT_EQ(take(3), 2);
}

// Asking too often in vain does not make anybody wait longer.
TEST_F(TokenBucketTest, counts_only_what_it_allows) {
    take(4);
    for (int step = 0; step < 16; ++step) {
        EXPECT_EQ(take(100), 0);
        now += milliseconds(15);
    }
    now += milliseconds(10);
    EXPECT_EQ(take(100), 1);
}

// However long it was quiet, a second's worth is allowed and no more.
TEST_F(TokenBucketTest, saves_no_more_than_a_seconds_worth) {
    take(4);
    now += hours(24);
    EXPECT_EQ(take(10), 4);
    now += seconds(2);
    EXPECT_EQ(take(10), 4);
}

} // namespace
} // namespace chatroom
