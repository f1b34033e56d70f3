// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "daemon/io/cluster/connection.hpp"

#include <functional>

namespace chatroom {

/// Runs the work in a transaction, which `begin` begins, and commits it; if the work returns an
/// error nothing of it stays. Returns what went wrong; nothing if all is well.
std::optional<DatabaseError>
in_transaction(DatabaseConnection& connection, const char* begin,
               const std::function<std::optional<DatabaseError>()>& work);

} // namespace chatroom
