// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocol/sealed/path_size.hpp"

#include <algorithm>

namespace chatroom::sealed {

static_assert(sizeof(PathSize) == 8);

void PathSize::arrived(std::size_t bytes) {
    if (bytes >= lost_bytes_) {
        losses_ = 0;
    }
    if (step_ == 0 && bytes > sizes[1]) {
        doublings_ = 0;
    }
}

void PathSize::lost(Time now, std::size_t bytes) {
    if (bytes <= sizes.back()) {
        return; // Whatever it was, it was not the length.
    }
    const auto length = static_cast<std::uint16_t>(std::min(bytes, max_datagram_bytes));
    lost_bytes_ = losses_ == 0 ? length : std::min(lost_bytes_, length);
    if (++losses_ < most_losses) {
        return;
    }
    losses_ = 0;
    const auto before = step_;
    while (sizes.at(step_) >= lost_bytes_) {
        ++step_;
    }
    if (step_ != before) { // Otherwise it was one that cannot be made shorter.
        rest(now);
    }
}

void PathSize::retry(Time now) {
    if (step_ > 0 && now.time_since_epoch() >= rests_until_) {
        --step_;
        losses_ = 0;
        if (doublings_ < most_doublings) {
            ++doublings_;
        }
        rest(now);
    }
}

void PathSize::rest(Time now) {
    rests_until_ = std::chrono::duration_cast<Seconds>(now.time_since_epoch()) +
                   first_rest * (1U << doublings_);
}

} // namespace chatroom::sealed
