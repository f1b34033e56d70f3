// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocol/sealed/round_trip.hpp"

#include <algorithm>

namespace chatroom::sealed {

namespace {

/// How exactly timers run (G).
constexpr RoundTrip::Duration granularity{std::chrono::milliseconds(1)};

} // namespace

void RoundTrip::sample(Duration round_trip) {
    if (smoothed_) {
        const auto difference = std::chrono::abs(*smoothed_ - round_trip);
        variation_ = (3 * variation_ + difference) / 4;
        smoothed_ = (7 * *smoothed_ + round_trip) / 8;
    } else {
        variation_ = round_trip / 2;
        smoothed_ = round_trip;
    }
    acknowledged();
}

void RoundTrip::timed_out() {
    ++timeouts_;
    timeout_ = std::min(2 * timeout_, most_timeout_);
}

void RoundTrip::acknowledged() {
    timeouts_ = 0;
    const auto estimate = smoothed_ ? *smoothed_ + std::max(granularity, 4 * variation_) : initial;
    timeout_ = std::min(std::max(estimate, least_timeout), most_timeout_);
}

} // namespace chatroom::sealed
