// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/liveness.hpp"

#include <algorithm>

namespace chatroom {

void Liveness::await_receipts(TimePoint now, bool are_awaited) {
    if (!are_awaited && !pinged_at_) {
        waiting_since_.reset();
    } else if (!waiting_since_) {
        waiting_since_ = now;
    }
}

TimePoint Liveness::next_deadline() const {
    return std::min(ping_deadline(), silence_deadline());
}

TimePoint Liveness::ping_deadline() const {
    return pinged_at_ ? *pinged_at_ + ping_interval : sent_at_ + quiet_time;
}

TimePoint Liveness::silence_deadline() const {
    return waiting_since_ ? std::max(*waiting_since_, heard_at_) + longest_silence
                          : TimePoint::max();
}

} // namespace chatroom
