// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/io/control_places.hpp"

#include <algorithm>

namespace chatroom {

std::optional<std::string> ControlPlaces::bars(uid_t user) const {
    const std::size_t kept_for_root = user == 0 ? 0 : 1;
    if (holders_.size() + kept_for_root >= max_connections) {
        return "too many connections to the control socket";
    }
    const auto own = std::count(holders_.begin(), holders_.end(), user);
    if (own >= static_cast<std::ptrdiff_t>(max_connections_of_a_user)) {
        return "too many connections of one user to the control socket: at most " +
               std::to_string(max_connections_of_a_user);
    }
    return std::nullopt;
}

void ControlPlaces::leave(uid_t user) {
    const auto place = std::find(holders_.begin(), holders_.end(), user);
    if (place != holders_.end()) {
        holders_.erase(place);
    }
}

} // namespace chatroom
