// SPDX-License-Identifier: GPL-3.0-or-later
#include "web/core/connection_places.hpp"

#include "web/core/network.hpp"

namespace chatroom {

bool ConnectionPlaces::take(const Address& address) {
    if (taken_ >= of_all_) {
        return false;
    }
    auto& of_network = networks_[network_of(address)];
    if (of_network >= of_a_network_) {
        return false; // It is not 0, so it has a place in the map already.
    }
    ++of_network;
    ++taken_;
    return true;
}

void ConnectionPlaces::give_back(const Address& address) {
    const auto found = networks_.find(network_of(address));
    if (found == networks_.end()) {
        return;
    }
    --taken_;
    if (--found->second == 0) {
        networks_.erase(found);
    }
}

} // namespace chatroom
