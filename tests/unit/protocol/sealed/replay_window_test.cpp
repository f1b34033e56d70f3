// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocol/sealed/replay_window.hpp"

#include <gtest/gtest.h>

namespace chatroom::sealed {
namespace {

// Nothing has been received yet: any counter is new, the first too.
TEST(ReplayWindow, takes_anything_at_first) {
    ReplayWindow window;
    EXPECT_TRUE(window.may_accept(0));
    EXPECT_TRUE(window.may_accept(1));
    EXPECT_TRUE(window.may_accept(~std::uint64_t{0}));
    EXPECT_EQ(window.highest(), 0U);

    EXPECT_TRUE(window.accept(0));
    EXPECT_FALSE(window.may_accept(0));
    EXPECT_TRUE(window.may_accept(1));
    EXPECT_EQ(window.highest(), 0U);
}

// Counters out of order are each taken once, and only a higher one than all before is the newest.
TEST(ReplayWindow, takes_each_counter_once) {
    ReplayWindow window;
    for (const std::uint64_t counter : {2U, 5U, 7U}) {
        EXPECT_TRUE(window.accept(counter));
    }
    for (const std::uint64_t counter : {6U, 0U, 4U, 1U, 3U}) {
        EXPECT_TRUE(window.may_accept(counter)) << counter;
        EXPECT_FALSE(window.accept(counter)) << counter;
        EXPECT_FALSE(window.may_accept(counter)) << counter;
    }
    for (std::uint64_t counter = 0; counter <= 7; ++counter) {
        EXPECT_FALSE(window.may_accept(counter)) << counter;
    }
    EXPECT_EQ(window.highest(), 7U);
}

// The window holds the highest counter and the 127 before it, wherever it stands.
TEST(ReplayWindow, ends_128_behind_the_highest) {
    for (const std::uint64_t highest : {129ULL, 130ULL, 5'000ULL, 1ULL << 48}) {
        ReplayWindow window;
        window.accept(highest);
        EXPECT_TRUE(window.may_accept(highest - 126)) << highest;
        EXPECT_TRUE(window.may_accept(highest - 127)) << highest;
        EXPECT_FALSE(window.may_accept(highest - 128)) << highest;
        EXPECT_FALSE(window.may_accept(highest - 129)) << highest;
        EXPECT_FALSE(window.may_accept(0)) << highest;
    }
}

// What falls out of the window as it moves is refused, received or not.
TEST(ReplayWindow, moves_by_one) {
    ReplayWindow window;
    window.accept(127);
    EXPECT_TRUE(window.may_accept(0));
    window.accept(128);
    EXPECT_FALSE(window.may_accept(0));
    EXPECT_TRUE(window.may_accept(1));
    EXPECT_FALSE(window.may_accept(127));
}

// A jump forgets what the skipped places said of counters a window ago, and nothing else.
TEST(ReplayWindow, jumps) {
    constexpr std::uint64_t received = 1'000;
    for (const std::uint64_t jump : {2U, 100U, 126U, 127U, 128U, 129U, 3'000U, 1'000'000U}) {
        ReplayWindow window;
        for (std::uint64_t counter = 0; counter < received; ++counter) {
            window.accept(counter);
        }
        const std::uint64_t highest = received - 1 + jump;
        EXPECT_TRUE(window.accept(highest));
        EXPECT_EQ(window.highest(), highest);
        for (std::uint64_t counter = 0; counter <= highest + 1; ++counter) {
            const bool is_within = counter + ReplayWindow::size > highest;
            const bool is_received = counter < received || counter == highest;
            ASSERT_EQ(window.may_accept(counter), is_within && !is_received)
                << counter << " after a jump of " << jump;
        }
    }
}

} // namespace
} // namespace chatroom::sealed
