// SPDX-License-Identifier: GPL-3.0-or-later
#include "web/core/entry_gate.hpp"

#include "web/core/network.hpp"

#include <algorithm>

namespace chatroom {

EntryGate::EntryGate(TimePoint now, std::size_t pages_of_a_network)
    : opened_at_(now), at_once_(std::max(least_at_once, pages_of_a_network / part_at_once)),
      entries_(static_cast<int>(at_once_), std::chrono::nanoseconds(forgiven_after) / at_once_,
               max_networks) {}

bool EntryGate::is_open(TimePoint now, const Address& address) const {
    return entries_.wait_for(now, network_of(address)) == TimePoint::duration::zero();
}

void EntryGate::entered(TimePoint now, const Address& address) {
    entries_.note(now, network_of(address));
}

} // namespace chatroom
