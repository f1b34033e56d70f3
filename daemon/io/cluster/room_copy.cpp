// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/io/cluster/room_copy.hpp"

#include "base/durable_file.hpp"
#include "daemon/io/cluster/array_literal.hpp"
#include "daemon/io/cluster/batch_store.hpp"
#include "daemon/io/cluster/transaction.hpp"

#include <stdexcept>

#include <spdlog/spdlog.h>

namespace chatroom {

namespace {

namespace fs = std::filesystem;

using Error = std::optional<DatabaseError>;

constexpr const char* fetch_some = "fetch 1000 from room_events";

const char* const database_files[] = {"room.db", "room.db-wal", "room.db-shm"};

/// The disk's errors are not the database's.
void require_kept(const std::optional<JournalError>& error) {
    if (error) {
        throw std::runtime_error("the copy of the room cannot be written: " + error->message);
    }
}

Error copy_facts(DatabaseConnection& connection, SqliteJournal& copy) {
    const auto rows = connection.run("select kind, key, bytes from chatroom.fact");
    if (!rows) {
        return rows.error();
    }
    Batch batch{{Record{}}};
    for (int row = 0; row < rows->size(); ++row) {
        auto key = from_bytea(rows->text(row, 1));
        auto bytes = from_bytea(rows->text(row, 2));
        if (!key || !bytes) {
            return DatabaseError{
                DatabaseError::Kind::refused, "the database holds facts that cannot be read", {}};
        }
        batch.records.front().facts.push_back(
            {.kind = static_cast<std::uint8_t>(rows->number(row, 0)),
             .key = *std::move(key),
             .bytes = std::move(bytes)});
    }
    require_kept(copy.keep(batch));
    return std::nullopt;
}

Error copy_lost(DatabaseConnection& connection, SqliteJournal& copy) {
    const auto rows = connection.run("select first, last from chatroom.lost");
    if (!rows) {
        return rows.error();
    }
    for (int row = 0; row < rows->size(); ++row) {
        require_kept(copy.note_lost({{static_cast<std::uint64_t>(rows->number(row, 0))},
                                     {static_cast<std::uint64_t>(rows->number(row, 1))}}));
    }
    return std::nullopt;
}

Error copy_events(DatabaseConnection& connection, SqliteJournal& copy, std::uint64_t events) {
    const auto declared = connection.run_all(
        "declare room_events no scroll cursor for select sequence, time_ms, kind, name, text,"
        " client_sequence, about from chatroom.event where sequence >= coalesce("
        "(select e.sequence from chatroom.event e order by e.sequence desc offset " +
        std::to_string(events - 1) + " limit 1), 0) order by sequence");
    if (!declared) {
        return declared.error();
    }
    for (;;) {
        const auto rows = connection.run(fetch_some);
        if (!rows) {
            return rows.error();
        }
        if (rows->size() == 0) {
            return std::nullopt;
        }
        Batch batch;
        for (int row = 0; row < rows->size(); ++row) {
            batch.records.push_back({.event = event_in(*rows, row, 0), .member = {}, .facts = {}});
        }
        require_kept(copy.keep(batch));
    }
}

/// All of it as of one moment.
Error copy_all(DatabaseConnection& connection, SqliteJournal& copy, std::uint64_t events,
               bool is_of_node, Position& position) {
    const auto comparison = compare(connection, {});
    if (!comparison) {
        return comparison.error();
    }
    position = comparison->latest;
    if (auto error = copy_facts(connection, copy)) {
        return error;
    }
    if (auto error = copy_lost(connection, copy)) {
        return error;
    }
    if (auto error = copy_events(connection, copy, events)) {
        return error;
    }
    if (is_of_node) {
        require_kept(
            copy.keep({{Record{.event = {}, .member = {}, .facts = {to_fact(position)}}}}));
    }
    return std::nullopt;
}

void remove_all_of(const fs::path& database) {
    for (const auto* end : {"", "-wal", "-shm"}) {
        fs::remove(database.string() + end);
    }
}

/// Gets what was decided since. Returns why not.
Error catch_up(DatabaseConnection& connection, SqliteJournal& copy, Position position) {
    for (;;) {
        auto batches = read_after(connection, position.batch);
        if (!batches) {
            return batches.error();
        }
        if (batches->empty()) {
            return std::nullopt;
        }
        for (auto& stored : *batches) {
            position.batch = stored.number;
            position.id = stored.id;
            for (const auto& record : stored.batch.records) {
                position.head = record.event ? record.event->sequence : position.head;
            }
            require_kept(keep_in_copy(copy, stored.batch, position));
        }
    }
}

DatabaseResult<std::unique_ptr<SqliteJournal>>
make_copy(DatabaseConnection& connection, const fs::path& state, Retention retention) {
    const auto position = copy_room(connection, state, retention.keep_events, true);
    if (!position) {
        return Unexpected(position.error());
    }
    spdlog::info("copied the room from the database, up to event {}", position->head.value);
    return std::make_unique<SqliteJournal>(state / "room.db", retention, SqliteJournal::Use::copy);
}

} // namespace

DatabaseResult<Position> copy_room(DatabaseConnection& connection, const fs::path& state,
                                   std::uint64_t events, bool is_of_node) {
    const auto unfinished = state / "room.db.copying";
    remove_all_of(unfinished);
    Position position;
    {
        SqliteJournal copy(unfinished, {.keep_events = all_events}, SqliteJournal::Use::copy);
        if (auto error =
                in_transaction(connection, "begin isolation level repeatable read read only", [&] {
                    return copy_all(connection, copy, events, is_of_node, position);
                })) {
            return Unexpected(*std::move(error));
        }
    } // Closing it puts all that was written into the file.
    rename_durably(unfinished, state / "room.db");
    return position;
}

void set_aside(const fs::path& state) {
    for (const auto* name : database_files) {
        const auto aside = state / (std::string(name) + ".set-aside");
        fs::remove(aside);
        if (fs::exists(state / name)) {
            fs::rename(state / name, aside);
        }
    }
}

DatabaseResult<std::unique_ptr<SqliteJournal>>
open_copy(DatabaseConnection& connection, const fs::path& state, Retention retention) {
    const auto file = state / "room.db";
    if (!fs::exists(file)) {
        set_aside(state); // A write-ahead log without its database must not become another's.
        return make_copy(connection, state, retention);
    }
    auto copy = std::make_unique<SqliteJournal>(file, retention, SqliteJournal::Use::copy);
    const auto position = position_of(*copy);
    if (!position) {
        throw std::runtime_error("there is a room of this machine alone in " + state.string() +
                                 ", and [cluster] says that it is in a database: take it there "
                                 "with `chatroomd --import " +
                                 state.string() +
                                 "`, or move room.db away if the database is right");
    }
    const auto comparison = compare(connection, *position);
    if (!comparison) {
        return Unexpected(comparison.error());
    }
    if (comparison->standing == CopyStanding::too_far_behind) {
        copy.reset();
        set_aside(state);
        return make_copy(connection, state, retention);
    }
    auto error = fault_of(*comparison, *position);
    if (!error) {
        error = catch_up(connection, *copy, *position);
    }
    if (error) {
        return Unexpected(*std::move(error));
    }
    return copy;
}

std::optional<JournalError> keep_in_copy(SqliteJournal& copy, Batch& batch,
                                         const Position& position) {
    batch.records.push_back({.event = {}, .member = {}, .facts = {to_fact(position)}});
    auto error = copy.keep(batch);
    batch.records.pop_back();
    return error;
}

std::optional<Position> position_of(const SqliteJournal& copy) {
    const auto facts = copy.facts();
    if (!facts) {
        throw std::runtime_error(facts.error().message);
    }
    return find_position(*facts);
}

} // namespace chatroom
