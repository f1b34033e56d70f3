// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocol/sealed/path_size.hpp"

#include <gtest/gtest.h>

namespace chatroom::sealed {
namespace {

using namespace std::chrono_literals;

class PathSizeTest : public ::testing::Test {
protected:
    /// So many datagrams of that length are lost.
    void lose(std::size_t bytes, unsigned times = PathSize::most_losses) {
        for (; times > 0; --times) {
            size.lost(now, bytes);
        }
    }

    /// How long it takes until longer ones are tried.
    std::chrono::minutes wait_for_retry() {
        const auto before = now;
        for (const auto step = size.step(); size.step() == step; size.retry(now)) {
            now += 1min;
        }
        return std::chrono::duration_cast<std::chrono::minutes>(now - before);
    }

    PathSize::Time now{1h};
    PathSize size;
};

// At first nothing is known against the longest; its frames have what the transport leaves them.
TEST_F(PathSizeTest, begins_with_the_longest) {
    EXPECT_EQ(size.datagram_bytes(), 1200U);
    EXPECT_EQ(size.plaintext_bytes(), max_plaintext_bytes);
    EXPECT_EQ(PathSize::least_plaintext_bytes, 519U);
}

// Three losses of a length make the next shorter one the longest, down to what always passes.
TEST_F(PathSizeTest, goes_down_after_three_losses) {
    lose(1200, 2);
    EXPECT_EQ(size.datagram_bytes(), 1200U);
    lose(1200, 1);
    EXPECT_EQ(size.datagram_bytes(), 1072U);
    lose(1072);
    EXPECT_EQ(size.datagram_bytes(), 548U);
    lose(1200);
    EXPECT_EQ(size.datagram_bytes(), 548U);
}

// What is lost says that its own length is too much, so that may be two steps.
TEST_F(PathSizeTest, goes_below_what_is_lost) {
    lose(1200, 2);
    lose(700, 1);
    EXPECT_EQ(size.datagram_bytes(), 548U);
}

// What one alone needs, because it cannot be shorter, says nothing about the others.
TEST_F(PathSizeTest, stays_where_the_longer_ones_are_lost) {
    lose(1200);
    lose(1100);
    EXPECT_EQ(size.datagram_bytes(), 1072U);
}

// Short ones are lost for other reasons, and those that arrive say nothing about long ones.
TEST_F(PathSizeTest, learns_nothing_from_short_ones) {
    lose(548, 20);
    EXPECT_EQ(size.datagram_bytes(), 1200U);
    lose(1200, 2);
    size.arrived(1072);
    lose(1200, 1);
    EXPECT_EQ(size.datagram_bytes(), 1072U);
}

// What arrives shows that losses of that length were chance.
TEST_F(PathSizeTest, forgets_losses_when_as_long_a_one_arrives) {
    for (int time = 0; time < 5; ++time) {
        lose(1100, 2);
        size.arrived(1100);
    }
    EXPECT_EQ(size.datagram_bytes(), 1200U);
}

// Longer ones are tried again after ten minutes, one step at a time.
TEST_F(PathSizeTest, tries_longer_ones_again) {
    lose(700);
    EXPECT_EQ(wait_for_retry(), 10min);
    EXPECT_EQ(size.datagram_bytes(), 1072U);
    size.retry(now);
    EXPECT_EQ(size.datagram_bytes(), 1072U);
    wait_for_retry();
    EXPECT_EQ(size.datagram_bytes(), 1200U);
    now += 24h;
    size.retry(now);
    EXPECT_EQ(size.datagram_bytes(), 1200U);
}

// Each time in vain the next one is later, up to 160 minutes; and not any more when it was not.
TEST_F(PathSizeTest, tries_less_and_less_often) {
    for (const auto rest : {10min, 20min, 40min, 80min, 160min, 160min}) {
        lose(1200);
        EXPECT_EQ(wait_for_retry(), rest);
    }
    size.arrived(1200);
    lose(1200);
    EXPECT_EQ(wait_for_retry(), 10min);
}

} // namespace
} // namespace chatroom::sealed
