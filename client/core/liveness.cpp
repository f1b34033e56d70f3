// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/core/liveness.hpp"

#include <algorithm>

namespace chatroom {

void Liveness::await_receipts(TimePoint now, bool are_awaited) {
    if (!are_awaited && !pinged_at_) {
        waiting_since_.reset();
    } else if (!waiting_since_) {
        waiting_since_ = now;
    }
}

bool Liveness::doubt(TimePoint now) {
    if (is_in_doubt_ || (doubted_at_ && now < *doubted_at_ + ping_interval)) {
        return false;
    }
    doubted_at_ = now;
    is_in_doubt_ = true;
    return !pinged_at_;
}

TimePoint Liveness::next_deadline() const {
    return std::min(ping_deadline(), silence_deadline());
}

TimePoint Liveness::ping_deadline() const {
    return pinged_at_ ? *pinged_at_ + ping_interval : sent_at_ + quiet_time;
}

TimePoint Liveness::silence_deadline() const {
    const auto deadline =
        waiting_since_ ? std::max(*waiting_since_, heard_at_) + longest_silence : TimePoint::max();
    return is_in_doubt_ ? std::min(deadline, *doubted_at_ + longest_doubt) : deadline;
}

} // namespace chatroom
