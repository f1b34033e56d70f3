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
    /// Or so long, where nobody sits and waits: a daemon that is started again has come back.
    static constexpr std::chrono::seconds patient_progress_timeout{20};
    static constexpr std::chrono::milliseconds leave_interval{250};

    /// We want to leave when the journal has so many more messages of ours. Who is patient also
    /// waits as long as the server asks for.
    Departure(TimePoint now, std::size_t pending, bool is_patient = false)
        : pending_(pending), is_patient_(is_patient),
          over_at_(now + (pending > 0 ? longest_pause() : goodbye_timeout)) {}

    /// So many messages are pending now; fewer mean that the server is at work. Until held_until
    /// it does not want to be sent any.
    void progress(TimePoint now, std::size_t pending,
                  std::optional<TimePoint> held_until = std::nullopt);

    /// Whether LEAVE is to be sent: when nothing is pending, at first and after each interval.
    bool is_leave_due(TimePoint now) const;
    void leave_sent(TimePoint now);

    bool is_over(TimePoint now) const { return over_at_ <= now; }

    /// When the answer is not waited for any longer.
    TimePoint over_at() const { return over_at_; }

    /// When LEAVE is due again; nothing before it was sent.
    std::optional<TimePoint> leave_again_at() const { return leave_again_at_; }

private:
    std::chrono::seconds longest_pause() const {
        return is_patient_ ? patient_progress_timeout : progress_timeout;
    }

    std::size_t pending_;
    bool is_patient_;
    TimePoint over_at_;
    std::optional<TimePoint> leave_again_at_;
};

} // namespace chatroom
