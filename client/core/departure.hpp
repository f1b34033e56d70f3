// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/core/session.hpp"

#include <cstddef>

namespace chatroom {

/// Our way out: when LEAVE is sent, and when its answer is not waited for any longer (PROTOCOL.md,
/// Leaving).
class Departure {
public:
    /// Nobody wants to wait longer for a program to end.
    static constexpr std::chrono::seconds goodbye_timeout{1};
    /// While messages are pending, each next one may take so long.
    static constexpr std::chrono::seconds progress_timeout{5};
    static constexpr std::chrono::milliseconds leave_interval{250};

    /// We want to leave when the journal has so many more messages of ours.
    Departure(TimePoint now, std::size_t pending)
        : pending_(pending), over_at_(now + (pending > 0 ? progress_timeout : goodbye_timeout)) {}

    /// So many messages are pending now; fewer mean that the server is at work.
    void progress(TimePoint now, std::size_t pending);

    /// Whether LEAVE is to be sent: when nothing is pending, at first and after each interval.
    bool is_leave_due(TimePoint now) const;
    void leave_sent(TimePoint now);

    bool is_over(TimePoint now) const { return over_at_ <= now; }

    /// When the answer is not waited for any longer.
    TimePoint over_at() const { return over_at_; }

    /// When LEAVE is due again; nothing before it was sent.
    std::optional<TimePoint> leave_again_at() const { return leave_again_at_; }

private:
    std::size_t pending_;
    TimePoint over_at_;
    std::optional<TimePoint> leave_again_at_;
};

} // namespace chatroom
