// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <chrono>
#include <optional>

namespace chatroom::sealed {

/// The retransmission timer of RFC 6298, with the limits of PROTOCOL.md.
class RoundTrip {
public:
    using Duration = std::chrono::microseconds;

    static constexpr Duration initial{std::chrono::milliseconds(500)};
    static constexpr Duration least_timeout{std::chrono::milliseconds(200)};

    /// The timeout is never longer than that, which is at least `least_timeout`.
    explicit RoundTrip(Duration most_timeout) : most_timeout_(most_timeout) {}

    /// Something new that was sent once was acknowledged after so long (sections 2.2 and 2.3).
    void sample(Duration round_trip);

    /// The timer ran out (5.5): the timeout doubles.
    void timed_out();

    /// Something new was acknowledged: the timeout is what the estimate says again.
    void acknowledged();

    /// The current timeout (RTO): `initial` before the first sample, unless the timer ran out.
    Duration timeout() const { return timeout_; }

    /// The smoothed round trip (SRTT), `initial` before the first sample.
    Duration smoothed() const { return smoothed_.value_or(initial); }

    /// How often the timer ran out since something new was acknowledged.
    unsigned timeouts_in_a_row() const { return timeouts_; }

private:
    Duration most_timeout_;
    Duration timeout_ = std::min(initial, most_timeout_);
    std::optional<Duration> smoothed_;
    Duration variation_{}; ///< RTTVAR.
    unsigned timeouts_ = 0;
};

} // namespace chatroom::sealed
