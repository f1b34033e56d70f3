// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/core/network_limiter.hpp"

#include <gtest/gtest.h>

namespace chatroom {
namespace {

using std::chrono::seconds;

Address from(std::string_view text) {
    return parse_address(text).value();
}

class NetworkLimiterTest : public ::testing::Test {
protected:
    void note(int times, const Address& from) {
        for (int time = 0; time < times; ++time) {
            limiter.note(now, from);
        }
    }

    SteadyTime now{seconds(1000)};
    NetworkLimiter limiter{10, seconds(6)};
    Address eve = from("10.0.0.3:1");
};

// So many times are allowed, whatever the port; each is forgotten after six seconds.
TEST_F(NetworkLimiterTest, allows_so_many_times) {
    note(9, eve);
    EXPECT_FALSE(limiter.is_blocked(now, eve));
    note(1, from("10.0.0.3:2"));
    EXPECT_TRUE(limiter.is_blocked(now, eve));
    EXPECT_FALSE(limiter.is_blocked(now + seconds(6), eve));
    now += seconds(6);
    note(1, eve);
    EXPECT_TRUE(limiter.is_blocked(now, eve));
    EXPECT_FALSE(limiter.is_blocked(now + seconds(60), eve));
}

// However often it was done, a minute is enough to be forgiven.
TEST_F(NetworkLimiterTest, forgives_in_a_minute) {
    note(1000, eve);
    EXPECT_TRUE(limiter.is_blocked(now, eve));
    EXPECT_FALSE(limiter.is_blocked(now + seconds(6), eve));
}

// Others do not suffer, but all addresses of one IPv6 network do.
TEST_F(NetworkLimiterTest, blocks_networks) {
    note(10, eve);
    EXPECT_FALSE(limiter.is_blocked(now, from("10.0.0.4:1")));
    note(10, from("[2001:db8:1:2::1]:1"));
    EXPECT_TRUE(limiter.is_blocked(now, from("[2001:db8:1:2:ffff::9]:5")));
    EXPECT_FALSE(limiter.is_blocked(now, from("[2001:db8:1:3::1]:1")));
}

// When there are too many networks the one that is forgiven first is forgotten.
TEST_F(NetworkLimiterTest, remembers_a_limited_number_of_networks) {
    now += seconds(1);
    note(10, eve);
    now -= seconds(1);
    auto other = from("11.0.0.0:1");
    for (std::size_t number = 1; number < 5 * NetworkLimiter::max_networks; ++number) {
        other.ip[14] = static_cast<std::uint8_t>(number >> 8);
        other.ip[15] = static_cast<std::uint8_t>(number);
        note(10, other);
    }
    EXPECT_TRUE(limiter.is_blocked(now, eve));
    EXPECT_TRUE(limiter.is_blocked(now, other));
    EXPECT_FALSE(limiter.is_blocked(now, from("11.0.0.1:1")));
}

} // namespace
} // namespace chatroom
