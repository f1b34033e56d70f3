// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/io/cluster/moving.hpp"

#include "base/durable_file.hpp"
#include "daemon/io/cluster/array_literal.hpp"
#include "daemon/io/cluster/room_copy.hpp"
#include "daemon/io/cluster/schema.hpp"
#include "daemon/io/cluster/server_check.hpp"
#include "daemon/io/cluster/transaction.hpp"
#include "daemon/io/number_reserve.hpp"

#include <array>
#include <stdexcept>
#include <vector>

namespace chatroom {

namespace {

namespace fs = std::filesystem;

using Error = std::optional<DatabaseError>;
using Values = std::vector<std::optional<std::string>>;

/// So many rows go into one statement.
constexpr std::size_t rows_at_once = 1000;

constexpr const char* ask_nodes = "select application_name from pg_stat_activity"
                                  " where datname = current_database() and pid <> pg_backend_pid()"
                                  " and application_name like 'chatroomd node %' limit 1";

/// The head is locked, so that no node decides anything meanwhile.
constexpr const char* ask_empty =
    "select h.batch = 0 and h.sequence = 0 and not exists (select from chatroom.fact)"
    " and not exists (select from chatroom.event) from chatroom.head h for update";

constexpr const char* insert_facts =
    "insert into chatroom.fact select * from unnest($1::smallint[], $2::bytea[], $3::bytea[])";

constexpr const char* insert_events =
    "insert into chatroom.event (batch, record, sequence, time_ms, kind, name, text,"
    " client_sequence, about) select 0, 0, * from unnest($1::bigint[], $2::bigint[],"
    " $3::smallint[], $4::text[], $5::text[], $6::bigint[], $7::bigint[])";

constexpr const char* insert_lost = "insert into chatroom.lost values ($1, $2)";

/// Copies that were made of the empty room are not up to date from then on.
constexpr const char* move_head =
    "update chatroom.head set batch = 1, id = gen_random_uuid(), sequence = $1";

Error outcome(const DatabaseResult<Rows>& result) {
    return result ? std::nullopt : std::optional(result.error());
}

template <typename Value>
Value required(Result<Value, JournalError> result) {
    if (!result) {
        throw std::runtime_error(result.error().message);
    }
    return *std::move(result);
}

/// A room that is to be moved.
struct Source {
    std::unique_ptr<SqliteJournal> journal;
    Sequence head;
};

/// Opens it as what it is.
Source open_source(const fs::path& state) {
    const auto file = state / "room.db";
    if (!fs::exists(file)) {
        throw std::runtime_error("there is no room in " + state.string());
    }
    const Retention keeps_all{.keep_events = all_events};
    Source source{std::make_unique<SqliteJournal>(file, keeps_all, SqliteJournal::Use::copy), {}};
    if (const auto position = position_of(*source.journal)) {
        const auto last = std::max(position->head, source.journal->head());
        source.head = {last.value + NumberReserve::safe_distance};
        return source;
    }
    source.journal.reset(); // Its lock is to be free.
    source.journal = std::make_unique<SqliteJournal>(file, keeps_all);
    source.head = source.journal->head();
    return source;
}

Error put_facts(DatabaseConnection& connection, const SqliteJournal& journal) {
    auto facts = required(journal.facts());
    erase_position(facts);
    for (std::size_t first = 0; first < facts.size(); first += rows_at_once) {
        std::array<ArrayLiteral, 3> columns;
        for (auto place = first; place < std::min(first + rows_at_once, facts.size()); ++place) {
            columns[0].add(facts[place].kind);
            columns[1].add_bytes(facts[place].key);
            columns[2].add_bytes(facts[place].bytes);
        }
        const Values values{columns[0].text(), columns[1].text(), columns[2].text()};
        if (auto error = outcome(connection.run(insert_facts, values))) {
            return error;
        }
    }
    return std::nullopt;
}

Error put_events(DatabaseConnection& connection, const SqliteJournal& journal,
                 std::uint64_t& count) {
    for (Sequence next{1};;) {
        const auto events = required(journal.read(next, rows_at_once));
        if (events.empty()) {
            return std::nullopt;
        }
        std::array<ArrayLiteral, 7> columns;
        for (const auto& event : events) {
            columns[0].add(static_cast<std::int64_t>(event.sequence.value));
            columns[1].add(event.time.time_since_epoch().count());
            columns[2].add(static_cast<std::int64_t>(event.kind));
            columns[3].add_text(event.name);
            columns[4].add_text(event.text);
            columns[5].add(event.client_sequence);
            columns[6].add(static_cast<std::int64_t>(event.about.value));
        }
        Values values;
        for (const auto& column : columns) {
            values.emplace_back(column.text());
        }
        if (auto error = outcome(connection.run(insert_events, values))) {
            return error;
        }
        count += events.size();
        next = events.back().sequence.next();
    }
}

Error put_lost(DatabaseConnection& connection, const SqliteJournal& journal) {
    auto ranges = journal.lost();
    ranges.insert(ranges.end(), journal.damage().begin(), journal.damage().end());
    for (const auto& range : ranges) {
        const Values values{std::to_string(range.first.value), std::to_string(range.last.value)};
        if (auto error = outcome(connection.run(insert_lost, values))) {
            return error;
        }
    }
    return std::nullopt;
}

Error put_room(DatabaseConnection& connection, const Source& source, Moved& moved) {
    const auto empty = connection.run(ask_empty);
    if (!empty) {
        return empty.error();
    }
    if (!empty->is_true(0, 0)) {
        return DatabaseError{DatabaseError::Kind::refused,
                             "there is a room in the database already"};
    }
    if (auto error = put_facts(connection, *source.journal)) {
        return error;
    }
    if (auto error = put_events(connection, *source.journal, moved.events)) {
        return error;
    }
    if (auto error = put_lost(connection, *source.journal)) {
        return error;
    }
    moved.go_on_above = source.head;
    const Values values{std::to_string(source.head.value)};
    return outcome(connection.run(move_head, values));
}

/// A connection to a database that can have a room, and that no node is using.
DatabaseResult<DatabaseConnection> open_for_moving(const DatabaseSetup& setup) {
    auto connection = DatabaseConnection::open(setup);
    if (!connection) {
        return connection;
    }
    auto error = check_server(*connection, setup.allow_unsafe);
    if (!error) {
        error = bring_up_schema(*connection);
    }
    if (error) {
        return Unexpected(*std::move(error));
    }
    const auto nodes = connection->run(ask_nodes);
    if (!nodes) {
        return Unexpected(nodes.error());
    }
    if (nodes->size() > 0) {
        return Unexpected(DatabaseError{DatabaseError::Kind::busy,
                                        std::string(nodes->text(0, 0)) +
                                            " is connected to the database: stop it first"});
    }
    return connection;
}

DatabaseConnection required_connection(const DatabaseSetup& setup) {
    auto connection = open_for_moving(setup);
    if (!connection) {
        throw std::runtime_error(connection.error().message);
    }
    return *std::move(connection);
}

} // namespace

Moved import_room(const DatabaseSetup& setup, const fs::path& state, const std::string& key) {
    const auto source = open_source(state);
    auto connection = required_connection(setup);
    Moved moved;
    auto error = in_transaction(connection, "begin", [&] {
        auto failure = put_room(connection, source, moved);
        return failure ? failure : settle_room_key(connection, key);
    });
    if (error) {
        throw std::runtime_error(error->message);
    }
    return moved;
}

Moved export_room(const DatabaseSetup& setup, const fs::path& state) {
    for (const auto* name : {"room.db", "room.db-wal"}) {
        if (fs::exists(state / name)) {
            throw std::runtime_error("there is a room in " + state.string() + " already");
        }
    }
    auto connection = required_connection(setup);
    const auto position = copy_room(connection, state, all_events, false);
    if (!position) {
        throw std::runtime_error(position.error().message);
    }
    write_durably(state / "numbers", std::to_string(position->head.value) + "\n");
    const SqliteJournal made(state / "room.db", {.keep_events = all_events});
    return {made.count(), made.head()};
}

} // namespace chatroom
