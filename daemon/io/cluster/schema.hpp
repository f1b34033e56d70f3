// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "daemon/io/cluster/connection.hpp"

#include <string>

namespace chatroom {

/// Makes what the room needs in the database, or brings it to the form of this program: by one node
/// at a time, all of it or nothing. A database of a newer program is fatal, that of another one is
/// refused. Nothing if all is well.
std::optional<DatabaseError> bring_up_schema(DatabaseConnection& connection);

/// The fingerprint of the key of the room's server; empty if there was none yet.
DatabaseResult<std::string> read_room_key(DatabaseConnection& connection);

/// Makes it the room's, if that has none yet; otherwise another one is refused.
std::optional<DatabaseError> settle_room_key(DatabaseConnection& connection,
                                             const std::string& fingerprint);

} // namespace chatroom
