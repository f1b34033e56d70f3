// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "daemon/core/journal.hpp"

#include <optional>
#include <string>
#include <vector>

namespace chatroom {

/// How far something is in the room that a database has.
struct Position {
    std::string room;        ///< The database's own name of the room, a UUID.
    std::uint64_t batch = 0; ///< The number of the latest batch,
    std::string id;          ///< and its id, likewise.
    Sequence head;           ///< The highest number that an event may have then.

    bool operator==(const Position&) const = default;
};

/// The position of a node's copy, as a fact among those that the copy has of the room: it changes
/// in the same transaction.
Fact to_fact(const Position& position);

/// The position among the facts; nothing if there is none, as in a room of one machine. Throws
/// std::runtime_error, in words, if it is one that this program cannot read.
std::optional<Position> find_position(const std::vector<Fact>& facts);

/// The facts of the room alone.
void erase_position(std::vector<Fact>& facts);

} // namespace chatroom
