// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "daemon/io/cluster/connection.hpp"
#include "protocol/event.hpp"

#include <filesystem>
#include <string>

namespace chatroom {

/// What was moved.
struct Moved {
    std::uint64_t events = 0;
    Sequence go_on_above; ///< Events to come have greater numbers.
};

/// Takes the room in the state directory, which no daemon is using, into the database, which has
/// none: all of it or nothing. It may be the room of one machine, or a node's copy of a room whose
/// database is lost; then numbers go on far above, as other nodes may have had more. `key` is the
/// fingerprint of its server's key. Throws std::runtime_error in words.
Moved import_room(const DatabaseSetup& setup, const std::filesystem::path& state,
                  const std::string& key);

/// Makes a room of one machine of that in the database, in the state directory, which has none.
/// Refused while nodes are connected. Throws std::runtime_error in words.
Moved export_room(const DatabaseSetup& setup, const std::filesystem::path& state);

} // namespace chatroom
