// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "daemon/io/cluster/connection.hpp"

#include <string>

namespace chatroom {

/// The name of a node, which one connection has as long as it lasts, so that no two nodes have one.
class NodeName {
public:
    explicit NodeName(std::string name) : name_(std::move(name)) {}

    /// Tries to get it for the connection. What the former connection of this object has left at
    /// the server, where it may not be known that it is lost, is ended. Returns whether it is had.
    DatabaseResult<bool> take(DatabaseConnection& connection);

    /// Writes down that the node is there. When that is kept, everything is that can be seen in the
    /// database: also what a server with standbys had not told them when its connection was lost.
    std::optional<DatabaseError> enter(DatabaseConnection& connection) const;

    /// What to say if it is not had.
    std::string taken_words() const;

private:
    std::string name_;
    std::string former_backend_; ///< The process, and when it began; empty: there was none.
    std::string former_start_;
};

} // namespace chatroom
