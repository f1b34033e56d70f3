// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/io/cluster/transaction.hpp"

namespace chatroom {

std::optional<DatabaseError>
in_transaction(DatabaseConnection& connection, const char* begin,
               const std::function<std::optional<DatabaseError>()>& work) {
    if (const auto begun = connection.run(begin); !begun) {
        return begun.error();
    }
    if (auto error = work()) {
        if (error->kind != DatabaseError::Kind::lost && !connection.run("rollback")) {
            error->kind = DatabaseError::Kind::lost;
        }
        return error;
    }
    const auto committed = connection.run("commit");
    return committed ? std::nullopt : std::optional(committed.error());
}

} // namespace chatroom
