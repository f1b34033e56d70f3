// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocol/sealed/round_trip.hpp"

#include <algorithm>

namespace chatroom::sealed {

namespace {

/// How exactly timers run (G).
constexpr RoundTrip::Duration granularity{std::chrono::milliseconds(1)};

constexpr std::chrono::hours longest_sample{1};

} // namespace

RoundTrip::RoundTrip(Duration most_timeout)
    : most_timeout_(kept(most_timeout)), timeout_(kept(std::min(initial, most_timeout))) {}

void RoundTrip::sample(Duration round_trip) {
    const auto taken = std::min<Duration>(round_trip, longest_sample);
    const Duration smoothed = smoothed_;
    const Duration variation = variation_;
    if (has_sample_) {
        variation_ = kept((3 * variation + std::chrono::abs(smoothed - taken)) / 4);
        smoothed_ = kept((7 * smoothed + taken) / 8);
    } else {
        variation_ = kept(taken / 2);
        smoothed_ = kept(taken);
        has_sample_ = true;
    }
    acknowledged();
}

void RoundTrip::timed_out() {
    ++timeouts_;
    timeout_ = kept(std::min<Duration>(2 * Duration(timeout_), most_timeout_));
}

void RoundTrip::acknowledged() {
    timeouts_ = 0;
    const auto estimate =
        has_sample_ ? smoothed_ + std::max<Duration>(granularity, 4 * Duration(variation_))
                    : initial;
    timeout_ = kept(std::min<Duration>(std::max<Duration>(estimate, least_timeout), most_timeout_));
}

} // namespace chatroom::sealed
