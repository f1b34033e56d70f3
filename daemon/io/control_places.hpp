// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include <sys/types.h>

namespace chatroom {

/// Who holds the connections of the control socket. Nobody can hold all of them: a user has a
/// share, and the last is root's, who would otherwise have to wait for others to let go.
class ControlPlaces {
public:
    static constexpr std::size_t max_connections = 32;
    static constexpr std::size_t max_connections_of_a_user = 8;

    /// Why there is no place for one more connection of the user, in words; nothing if there is.
    std::optional<std::string> bars(uid_t user) const;

    void take(uid_t user) { holders_.push_back(user); }

    /// One connection of the user, which has a place, is over.
    void leave(uid_t user);

private:
    std::vector<uid_t> holders_; ///< The user of each connection, in no order.
};

} // namespace chatroom
