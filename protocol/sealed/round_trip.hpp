// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstdint>

namespace chatroom::sealed {

/// The retransmission timer of RFC 6298, with the limits of PROTOCOL.md.
class RoundTrip {
public:
    using Duration = std::chrono::microseconds;

    static constexpr Duration initial{std::chrono::milliseconds(500)};
    static constexpr Duration least_timeout{std::chrono::milliseconds(200)};

    /// The timeout is never longer than that, which is at least `least_timeout`.
    explicit RoundTrip(Duration most_timeout);

    /// Something new that was sent once was acknowledged after so long (sections 2.2 and 2.3). What
    /// took more than an hour counts as an hour.
    void sample(Duration round_trip);

    /// The timer ran out (5.5): the timeout doubles.
    void timed_out();

    /// Something new was acknowledged: the timeout is what the estimate says again.
    void acknowledged();

    /// The current timeout (RTO): `initial` before the first sample, unless the timer ran out.
    Duration timeout() const { return timeout_; }

    /// The smoothed round trip (SRTT), `initial` before the first sample.
    Duration smoothed() const { return has_sample_ ? Duration(smoothed_) : initial; }

    bool has_sample() const { return has_sample_; }

    /// How often the timer ran out since something new was acknowledged.
    unsigned timeouts_in_a_row() const { return timeouts_; }

private:
    /// A room has thousands of these.
    using Kept = std::chrono::duration<std::uint32_t, Duration::period>;

    static Kept kept(Duration duration) { return std::chrono::duration_cast<Kept>(duration); }

    Kept most_timeout_;
    Kept timeout_;
    Kept smoothed_{};
    Kept variation_{}; ///< RTTVAR.
    std::uint32_t timeouts_ = 0;
    bool has_sample_ = false;
};

} // namespace chatroom::sealed
