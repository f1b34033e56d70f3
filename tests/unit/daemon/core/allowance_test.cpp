// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/core/allowance.hpp"

#include <gtest/gtest.h>

namespace chatroom {
namespace {

using namespace std::chrono_literals;

constexpr Rate rate{.per_second = 2, .at_once = 3};
constexpr auto nothing = SteadyTime::duration::zero();

// So much may be used at once, and then as much as is forgiven.
TEST(Allowance, is_used_up_and_forgiven) {
    Allowance allowance;
    const SteadyTime now{1h};
    for (int number = 0; number < 3; ++number) {
        EXPECT_EQ(allowance.wait_for(rate, now, 1), nothing);
        allowance.use(rate, now, 1);
    }
    EXPECT_EQ(allowance.wait_for(rate, now, 1), 500ms);
    EXPECT_EQ(allowance.wait_for(rate, now + 499ms, 1), 1ms);
    EXPECT_EQ(allowance.wait_for(rate, now + 500ms, 1), nothing);
    EXPECT_EQ(allowance.forgiven_at(), now + 1500ms);
}

// Who needs more than there is at once has to wait until nothing is used, and no longer.
TEST(Allowance, lets_large_amounts_pass_in_the_end) {
    Allowance allowance;
    const SteadyTime now{1h};
    EXPECT_EQ(allowance.wait_for(rate, now, 100), nothing);
    allowance.use(rate, now, 1);
    EXPECT_EQ(allowance.wait_for(rate, now, 100), 500ms);
}

// A rest of any length is worth no more than the rate allows at once.
TEST(Allowance, is_not_saved_up) {
    Allowance allowance;
    allowance.use(rate, SteadyTime{1h}, 1);
    const SteadyTime now{24h};
    allowance.use(rate, now, 3);
    EXPECT_EQ(allowance.wait_for(rate, now, 1), 500ms);
}

// Of two the more is kept, whichever has used it.
TEST(Allowance, keeps_the_more_of_two) {
    Allowance more;
    Allowance less;
    const SteadyTime now{1h};
    more.use(rate, now, 3);
    less.use(rate, now, 1);
    less.merge(more);
    more.merge(Allowance());
    EXPECT_EQ(less.wait_for(rate, now, 1), 500ms);
    EXPECT_EQ(more.wait_for(rate, now, 1), 500ms);
}

// A rate of nothing is no limit.
TEST(Allowance, may_have_no_limit) {
    Allowance allowance;
    const SteadyTime now{1h};
    allowance.use({}, now, 1'000'000);
    EXPECT_EQ(allowance.wait_for({}, now, 1'000'000), nothing);
    EXPECT_EQ(allowance.forgiven_at(), SteadyTime{});
}

} // namespace
} // namespace chatroom
