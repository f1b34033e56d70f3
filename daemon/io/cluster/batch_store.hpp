// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "daemon/core/journal.hpp"
#include "daemon/io/cluster/connection.hpp"
#include "daemon/io/cluster/position.hpp"

#include <string>
#include <vector>

namespace chatroom {

/// How a copy stands to what the database has.
enum class CopyStanding {
    fits,           ///< It has it all, or can get what it has not.
    too_far_behind, ///< The next batch is not kept any more.
    gone_back,      ///< The database does not have what the copy has.
    other_room,
    not_known, ///< The database has a schema that only newer programs know how to use.
};

struct Comparison {
    Position latest; ///< Of the database.
    CopyStanding standing = CopyStanding::fits;
};

DatabaseResult<Comparison> compare(DatabaseConnection& connection, const Position& copy);

/// Why a copy that is there cannot go on, which is fatal; nothing if it can.
std::optional<DatabaseError> fault_of(const Comparison& comparison, const Position& copy);

/// A batch that was decided.
struct StoredBatch {
    std::uint64_t number = 0;
    std::string id;
    Batch batch;
};

/// So many batches are read at once.
inline constexpr std::uint64_t batches_at_once = 32;

/// The next batches after that number, in order; none if there is none yet. What was trimmed or
/// cannot be read is a fatal error.
DatabaseResult<std::vector<StoredBatch>> read_after(DatabaseConnection& connection,
                                                    std::uint64_t number);

/// What is to be decided.
struct Question {
    std::string id;             ///< A UUID that nobody has used before.
    std::string node;           ///< Who asks.
    std::uint64_t expected = 0; ///< The number of the latest batch that it was made over.
    const Batch& batch;
};

/// Whether it is in; otherwise others came first.
DatabaseResult<bool> decide(DatabaseConnection& connection, const Question& question);

/// A new UUID.
std::string make_id();

/// The parameters of chatroom.decide().
std::vector<std::optional<std::string>> decide_values(const Question& question);

/// The batches of which those are the rows: number, id, frames; batch, record, kind, key, bytes;
/// batch, record, sequence, time, kind, name, text, client sequence, about. Nothing if the rows do
/// not belong together.
std::optional<std::vector<StoredBatch>> assemble(const Rows& batches, const Rows& facts,
                                                 const Rows& events);

/// The event in that row, from that column on: sequence, time and so on as above.
Event event_in(const Rows& rows, int row, int column);

} // namespace chatroom
