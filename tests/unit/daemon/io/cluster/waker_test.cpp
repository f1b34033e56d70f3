// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/io/cluster/waker.hpp"

#include <gtest/gtest.h>
#include <poll.h>

namespace chatroom {
namespace {

using std::chrono::milliseconds;

bool is_woken(const Waker& waker, milliseconds within = milliseconds(0)) {
    pollfd wait{.fd = waker.descriptor(), .events = POLLIN, .revents = 0};
    return ::poll(&wait, 1, static_cast<int>(within.count())) > 0;
}

// It wakes until that is done, however often it was told to.
TEST(Waker, WakesAtOnce) {
    Waker waker;
    EXPECT_FALSE(is_woken(waker));
    waker.wake();
    waker.wake();
    EXPECT_TRUE(is_woken(waker));
    EXPECT_TRUE(is_woken(waker));
    waker.clear();
    EXPECT_FALSE(is_woken(waker));
}

// It wakes when the time has passed, and only once.
TEST(Waker, WakesLater) {
    Waker waker;
    const auto begun = std::chrono::steady_clock::now();
    waker.wake_after(milliseconds(30));
    EXPECT_TRUE(is_woken(waker, milliseconds(10'000)));
    EXPECT_GE(std::chrono::steady_clock::now() - begun, milliseconds(29));
    waker.clear();
    EXPECT_FALSE(is_woken(waker));
}

// What is not wanted any more does not wake.
TEST(Waker, IsToldOtherwise) {
    Waker waker;
    waker.wake_after(milliseconds(20));
    waker.do_not_wake_after();
    EXPECT_FALSE(is_woken(waker, milliseconds(60)));
}

} // namespace
} // namespace chatroom
