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
    /// Nor longer for all that is pending, however slowly the server takes it.
    static constexpr std::chrono::seconds pending_timeout{4};
    /// Where nobody sits and waits each next message may take so long: a daemon that is started
    /// again has come back.
    static constexpr std::chrono::seconds patient_progress_timeout{20};
    static constexpr std::chrono::milliseconds leave_interval{250};

    /// We want to leave when the journal has so many more messages of ours. Who is patient waits as
    /// long as there is progress, and as long as the server asks for.
    Departure(TimePoint now, std::size_t pending, bool is_patient = false);

    bool is_patient() const { return is_patient_; }

    /// So many messages are pending now; fewer mean that the server is at work. Until held_until
    /// it does not want to be sent any.
    void progress(TimePoint now, std::size_t pending,
                  std::optional<TimePoint> held_until = std::nullopt);

    /// Whether what is pending is to be given up: its time is over, or the server does not want it
    /// before that.
    bool gives_up(TimePoint now) const;

    /// Whether LEAVE is to be sent: when nothing is pending, at first and after each interval.
    bool is_leave_due(TimePoint now) const;
    void leave_sent(TimePoint now);

    bool is_over(TimePoint now) const { return over_at_ <= now; }

    /// When the answer is not waited for any longer.
    TimePoint over_at() const { return over_at_; }

    /// When what is pending is given up; nothing if nothing is, or it never is.
    std::optional<TimePoint> gives_up_at() const;

    /// When LEAVE is due again; nothing before it was sent.
    std::optional<TimePoint> leave_again_at() const { return leave_again_at_; }

private:
    std::size_t pending_;
    bool is_patient_;
    TimePoint give_up_at_;
    TimePoint over_at_;
    std::optional<TimePoint> held_until_;
    std::optional<TimePoint> leave_again_at_;
};

} // namespace chatroom
