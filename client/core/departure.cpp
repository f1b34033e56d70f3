// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/core/departure.hpp"

#include <algorithm>

namespace chatroom {

Departure::Departure(TimePoint now, std::size_t pending, bool is_patient)
    : pending_(pending), is_patient_(is_patient), give_up_at_(now + pending_timeout),
      over_at_(now + goodbye_timeout) {
    if (pending > 0) {
        over_at_ = is_patient ? now + patient_progress_timeout : give_up_at_ + goodbye_timeout;
    }
}

void Departure::progress(TimePoint now, std::size_t pending, std::optional<TimePoint> held_until) {
    if (is_patient_ && pending < pending_) {
        over_at_ = now + patient_progress_timeout;
    }
    if (is_patient_ && held_until) {
        over_at_ = std::max(over_at_, *held_until + patient_progress_timeout);
    }
    pending_ = pending;
    held_until_ = held_until;
}

bool Departure::gives_up(TimePoint now) const {
    const auto at = gives_up_at();
    return at && *at <= std::max(now, held_until_.value_or(now));
}

bool Departure::is_leave_due(TimePoint now) const {
    return pending_ == 0 && (!leave_again_at_ || *leave_again_at_ <= now);
}

void Departure::leave_sent(TimePoint now) {
    if (!leave_again_at_) {
        over_at_ = now + goodbye_timeout;
    }
    leave_again_at_ = now + leave_interval;
}

std::optional<TimePoint> Departure::gives_up_at() const {
    return pending_ > 0 && !is_patient_ ? std::optional(give_up_at_) : std::nullopt;
}

} // namespace chatroom
