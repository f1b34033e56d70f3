// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/core/network_limiter.hpp"

#include <algorithm>

namespace chatroom {

void NetworkLimiter::note(SteadyTime now, const Address& address) {
    const auto network = Source::of_network(address);
    if (!forgiven_at_.contains(network)) {
        make_space(now);
    }
    auto& forgiven_at = forgiven_at_[network];
    forgiven_at =
        std::min(std::max(forgiven_at, now) + forgotten_after_, now + times_ * forgotten_after_);
}

bool NetworkLimiter::is_blocked(SteadyTime now, const Address& address) const {
    const auto known = forgiven_at_.find(Source::of_network(address));
    return known != forgiven_at_.end() && known->second > now + (times_ - 1) * forgotten_after_;
}

void NetworkLimiter::make_space(SteadyTime now) {
    if (forgiven_at_.size() < max_networks) {
        return;
    }
    std::erase_if(forgiven_at_, [&](const auto& entry) { return entry.second <= now; });
    if (forgiven_at_.size() >= max_networks) {
        forgiven_at_.erase(std::min_element(
            forgiven_at_.begin(), forgiven_at_.end(),
            [](const auto& left, const auto& right) { return left.second < right.second; }));
    }
}

} // namespace chatroom
