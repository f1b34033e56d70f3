// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "daemon/io/cluster/connection.hpp"

namespace chatroom {

/// Whether the server can keep a room, and keeps what it says it has kept: nothing if so.
std::optional<DatabaseError> check_server(DatabaseConnection& connection, bool allow_unsafe);

} // namespace chatroom
