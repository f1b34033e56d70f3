// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/core/departure.hpp"

#include <algorithm>

namespace chatroom {

void Departure::progress(TimePoint now, std::size_t pending, std::optional<TimePoint> held_until) {
    if (pending < pending_) {
        over_at_ = now + longest_pause();
    }
    if (is_patient_ && held_until) {
        over_at_ = std::max(over_at_, *held_until + longest_pause());
    }
    pending_ = pending;
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

} // namespace chatroom
