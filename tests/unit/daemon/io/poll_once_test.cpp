// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/io/poll_once.hpp"

#include <array>

#include <gtest/gtest.h>
#include <poll.h>
#include <unistd.h>

namespace chatroom {
namespace {

using std::chrono::milliseconds;

class PollOnceTest : public testing::Test {
protected:
    PollOnceTest() { EXPECT_EQ(::pipe(ends.data()), 0); }
    ~PollOnceTest() override {
        ::close(ends[0]);
        if (ends[1] >= 0) {
            ::close(ends[1]);
        }
    }

    std::array<int, 2> ends{};
};

// It returns what there is, and nothing when the time is over.
TEST_F(PollOnceTest, Returns) {
    const auto begun = std::chrono::steady_clock::now();
    EXPECT_EQ(poll_once(ends[0], POLLIN, milliseconds(20)), 0);
    EXPECT_GE(std::chrono::steady_clock::now() - begun, milliseconds(19));
    EXPECT_EQ(poll_once(ends[1], POLLOUT, milliseconds(-1)), POLLOUT);
    EXPECT_EQ(::write(ends[1], "x", 1), 1);
    EXPECT_EQ(poll_once(ends[0], POLLIN, milliseconds(0)), POLLIN);
    ::close(std::exchange(ends[1], -1));
    EXPECT_EQ(poll_once(ends[0], 0, milliseconds(0)), POLLHUP);
}

// A time that has passed is no reason not to look.
TEST_F(PollOnceTest, Before) {
    const auto past = std::chrono::steady_clock::now() - milliseconds(5);
    EXPECT_FALSE(is_readable_before(past, ends[0]));
    EXPECT_EQ(::write(ends[1], "x", 1), 1);
    EXPECT_TRUE(is_readable_before(past, ends[0]));
}

} // namespace
} // namespace chatroom
