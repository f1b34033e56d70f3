// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/core/session.hpp"

namespace chatroom {

/// When a datagram of the handshake that is not answered is sent again, and when the step it
/// belongs to has failed (PROTOCOL.md, Handshake).
class Repetition {
public:
    static constexpr std::chrono::milliseconds first_interval{250};
    static constexpr std::chrono::milliseconds longest_interval{4000};
    static constexpr std::chrono::seconds step_time{8};

    /// Begins a step: its datagram is due at that time for the first time.
    void begin(TimePoint at);

    void stop() { next_.reset(); }

    /// The datagram was sent: it is due again after an interval, the next time after two.
    void sent(TimePoint now);

    /// The next interval is the shortest again: the server is expected to be there now.
    void hurry() { interval_ = first_interval; }

    bool is_due(TimePoint now) const { return next_ && *next_ <= now; }

    /// Whether the step has taken so long that it is to be begun anew.
    bool is_over(TimePoint now) const { return next_ && over_at_ <= now; }

    std::optional<TimePoint> next_deadline() const;

private:
    std::optional<TimePoint> next_; ///< Nothing while nothing is repeated.
    TimePoint over_at_;
    std::chrono::milliseconds interval_ = first_interval;
};

} // namespace chatroom
