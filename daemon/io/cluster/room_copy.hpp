// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "daemon/io/cluster/connection.hpp"
#include "daemon/io/cluster/position.hpp"
#include "daemon/io/sqlite_journal.hpp"

#include <filesystem>
#include <limits>
#include <memory>

namespace chatroom {

/// Every event that there is.
inline constexpr std::uint64_t all_events = std::numeric_limits<std::int64_t>::max();

/// Makes `room.db` in the directory, which has none, a copy of the room in the database as it is
/// now, with the latest events, at most so many. Returns how far it is. Throws std::runtime_error
/// in words if the disk does not take it.
DatabaseResult<Position> copy_room(DatabaseConnection& connection,
                                   const std::filesystem::path& state, std::uint64_t events,
                                   bool is_of_node);

/// Gives what is there of a `room.db` another name, in place of what had that before.
void set_aside(const std::filesystem::path& state);

/// Opens the node's copy in the directory, and sees to it that it is no older than the database is
/// when it begins: it is made if there is none, gets what it missed, and is set aside and made anew
/// if it is too far behind. Throws std::runtime_error in words if it must not be used, or the disk
/// does not take it.
DatabaseResult<std::unique_ptr<SqliteJournal>>
open_copy(DatabaseConnection& connection, const std::filesystem::path& state, Retention retention);

/// Keeps the batch, and with it that the copy is so far.
std::optional<JournalError> keep_in_copy(SqliteJournal& copy, Batch& batch,
                                         const Position& position);

/// How far the copy is; nothing if it is none. Throws std::runtime_error in words if that cannot be
/// read.
std::optional<Position> position_of(const SqliteJournal& copy);

} // namespace chatroom
