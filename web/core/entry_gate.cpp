// SPDX-License-Identifier: GPL-3.0-or-later
#include "web/core/entry_gate.hpp"

#include "web/core/network.hpp"

#include <algorithm>

namespace chatroom {

EntryGate::EntryGate(TimePoint now, std::size_t pages_of_a_network)
    : opened_at_(now), at_once_(std::max(least_at_once, pages_of_a_network / part_at_once)),
      interval_(std::chrono::nanoseconds(forgiven_after) / at_once_) {}

bool EntryGate::is_open(TimePoint now, const Address& address) const {
    const auto found = forgiven_at_.find(network_of(address));
    return found == forgiven_at_.end() ||
           found->second <= now + static_cast<std::int64_t>(at_once_ - 1) * interval_;
}

void EntryGate::entered(TimePoint now, const Address& address) {
    const auto network = network_of(address);
    if (!forgiven_at_.contains(network)) {
        make_space(now);
    }
    auto& forgiven_at = forgiven_at_[network];
    forgiven_at = std::max(forgiven_at, now) + interval_;
}

void EntryGate::make_space(TimePoint now) {
    if (forgiven_at_.size() < max_networks) {
        return;
    }
    std::erase_if(forgiven_at_, [&](const auto& one) { return one.second <= now; });
    if (forgiven_at_.size() >= max_networks) {
        forgiven_at_.erase(
            std::ranges::min_element(forgiven_at_, {}, [](const auto& one) { return one.second; }));
    }
}

} // namespace chatroom
