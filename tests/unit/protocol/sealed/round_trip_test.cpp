// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocol/sealed/round_trip.hpp"

#include <gtest/gtest.h>

namespace chatroom::sealed {
namespace {

using namespace std::chrono_literals;

/// What retransmission of events goes up to.
constexpr RoundTrip::Duration most = 4s;

// Before anything is known both are the first estimate.
TEST(RoundTrip, begins_with_half_a_second) {
    const RoundTrip round_trip(most);
    EXPECT_EQ(round_trip.timeout(), 500ms);
    EXPECT_EQ(round_trip.smoothed(), 500ms);
    EXPECT_EQ(round_trip.timeouts_in_a_row(), 0U);
    EXPECT_EQ(RoundTrip(300ms).timeout(), 300ms);
}

// RFC 6298 (2.2): SRTT = 300, RTTVAR = 150, RTO = 300 + 4 * 150.
TEST(RoundTrip, first_sample_is_the_estimate) {
    RoundTrip round_trip(most);
    round_trip.sample(300ms);
    EXPECT_EQ(round_trip.smoothed(), 300ms);
    EXPECT_EQ(round_trip.timeout(), 900ms);
}

// RFC 6298 (2.3): RTTVAR = 3/4 * 150 + 1/4 * |300 - 340| = 122.5, then SRTT = 7/8 * 300 + 1/8 * 340
// = 305, RTO = 305 + 490; the third sample is below the estimate: RTTVAR = 91.875 + 1/4 * 80 =
// 111.875, SRTT = 266.875 + 28.125 = 295, RTO = 295 + 447.5.
TEST(RoundTrip, following_samples_move_the_estimate) {
    RoundTrip round_trip(most);
    round_trip.sample(300ms);
    round_trip.sample(340ms);
    EXPECT_EQ(round_trip.smoothed(), 305ms);
    EXPECT_EQ(round_trip.timeout(), 795ms);
    round_trip.sample(225ms);
    EXPECT_EQ(round_trip.smoothed(), 295ms);
    EXPECT_EQ(round_trip.timeout(), 742500us);
}

// A round trip that never varies leaves what a timer cannot be more exact than (G) as the margin.
TEST(RoundTrip, margin_is_at_least_the_granularity) {
    RoundTrip round_trip(most);
    for (int i = 0; i < 100; ++i) {
        round_trip.sample(400ms);
    }
    EXPECT_EQ(round_trip.smoothed(), 400ms);
    EXPECT_EQ(round_trip.timeout(), 401ms);
}

// The timeout stays within its limits, the smoothed round trip is what was measured.
TEST(RoundTrip, timeout_has_limits) {
    RoundTrip near(most);
    near.sample(100us);
    EXPECT_EQ(near.smoothed(), 100us);
    EXPECT_EQ(near.timeout(), 200ms);

    RoundTrip far(most);
    far.sample(3s);
    EXPECT_EQ(far.smoothed(), 3s);
    EXPECT_EQ(far.timeout(), 4s);
}

// Each time the timer runs out the timeout doubles (5.5), up to the limit (2.5).
TEST(RoundTrip, backs_off) {
    RoundTrip round_trip(most);
    for (const auto timeout : {1000ms, 2000ms, 4000ms, 4000ms}) {
        round_trip.timed_out();
        EXPECT_EQ(round_trip.timeout(), timeout);
    }
    EXPECT_EQ(round_trip.timeouts_in_a_row(), 4U);
    EXPECT_EQ(round_trip.smoothed(), 500ms);
}

// Something new that was acknowledged ends the back-off, without a sample too: if it was sent more
// than once its round trip is not known (Karn's algorithm).
TEST(RoundTrip, acknowledgement_ends_the_back_off) {
    RoundTrip round_trip(most);
    round_trip.timed_out();
    round_trip.acknowledged();
    EXPECT_EQ(round_trip.timeout(), 500ms);
    EXPECT_EQ(round_trip.timeouts_in_a_row(), 0U);

    round_trip.sample(300ms);
    round_trip.timed_out();
    round_trip.timed_out();
    EXPECT_EQ(round_trip.timeout(), 3600ms);
    EXPECT_EQ(round_trip.timeouts_in_a_row(), 2U);
    round_trip.acknowledged();
    EXPECT_EQ(round_trip.timeout(), 900ms);
    EXPECT_EQ(round_trip.timeouts_in_a_row(), 0U);
}

// Whatever takes longer than an hour, as across a suspended machine, counts as an hour.
TEST(RoundTrip, limits_a_sample) {
    RoundTrip round_trip(most);
    round_trip.sample(std::chrono::hours(10'000));
    EXPECT_EQ(round_trip.smoothed(), std::chrono::hours(1));
    EXPECT_EQ(round_trip.timeout(), most);
}

// A sample is of something that was acknowledged.
TEST(RoundTrip, sample_ends_the_back_off) {
    RoundTrip round_trip(most);
    round_trip.timed_out();
    round_trip.sample(300ms);
    EXPECT_EQ(round_trip.timeout(), 900ms);
    EXPECT_EQ(round_trip.timeouts_in_a_row(), 0U);
}

} // namespace
} // namespace chatroom::sealed
