// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/core/repetition.hpp"

#include <algorithm>

namespace chatroom {

void Repetition::begin(TimePoint at) {
    next_ = at;
    over_at_ = at + step_time;
    interval_ = first_interval;
}

void Repetition::sent(TimePoint now) {
    next_ = now + interval_;
    interval_ = std::min(2 * interval_, longest_interval);
}

std::optional<TimePoint> Repetition::next_deadline() const {
    return next_ ? std::optional(std::min(*next_, over_at_)) : std::nullopt;
}

} // namespace chatroom
