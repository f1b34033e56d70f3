// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "daemon/io/cluster/connection.hpp"

#include <cstdint>
#include <string>

namespace chatroom {

/// Makes what the room needs in the database, or brings it to the form of this program: by one node
/// at a time, all of it or nothing. A newer program's is left as it is, and is fatal if that says
/// that this program does not know enough; that of another program is refused. Nothing if all is
/// well.
std::optional<DatabaseError> bring_up_schema(DatabaseConnection& connection);

/// Whether this program may go on over a schema for which one has to know so much.
bool knows_schema(std::int64_t oldest);

/// What is said if it may not.
DatabaseError schema_not_known();

/// The fingerprint of the key of the room's server; empty if there was none yet.
DatabaseResult<std::string> read_room_key(DatabaseConnection& connection);

/// Makes it the room's, if that has none yet; otherwise another one is refused.
std::optional<DatabaseError> settle_room_key(DatabaseConnection& connection,
                                             const std::string& fingerprint);

} // namespace chatroom
