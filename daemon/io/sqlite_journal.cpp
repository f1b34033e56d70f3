// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/io/sqlite_journal.hpp"

#include <stdexcept>

#include <sqlite3.h>

namespace chatroom {

namespace {

constexpr int schema_version = 1;

/// How long to wait for a daemon that is just ending.
constexpr int lock_timeout_ms = 1000;

/// Trimming now and then costs less than with every append: after so many events, and in a quiet
/// room after so long. The first append after a start trims, too.
constexpr std::uint64_t trim_interval_events = 1000;
constexpr std::chrono::hours trim_interval{1};

/// Of the oldest ?1 events those in front of the first that is to be kept, because it is later than
/// number ?2 and not before the time ?3; never number ?4. What is left has no hole, even if the
/// clock was wrong for a while.
constexpr const char* delete_oldest =
    "DELETE FROM events"
    " WHERE sequence IN (SELECT sequence FROM events ORDER BY sequence LIMIT ?1)"
    " AND sequence < ifnull((SELECT min(sequence) FROM"
    "  (SELECT sequence, time_ms FROM events ORDER BY sequence LIMIT ?1)"
    "  WHERE sequence > ?2 AND time_ms >= ?3), ?4)"
    " AND sequence < ?4";

/// More than arrives between two trims, so that the journal shrinks to a smaller limit in time; few
/// enough that one trim delays nobody.
constexpr std::int64_t max_trimmed_at_once = 4000;

SQLite::Database open_database(const std::filesystem::path& file) {
    SQLite::Database database(file.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE,
                              lock_timeout_ms);
    // The lock is held until the process ends, so two daemons can never number the same room.
    database.exec("PRAGMA locking_mode = EXCLUSIVE");
    if (database.execAndGet("PRAGMA journal_mode = WAL").getString() != "wal") {
        throw std::runtime_error("its file system does not support a write-ahead log");
    }
    // In WAL mode FULL syncs every commit: what was shown to anybody survives a power failure.
    database.exec("PRAGMA synchronous = FULL");
    const int version = database.execAndGet("PRAGMA user_version").getInt();
    if (version > schema_version) {
        throw std::runtime_error("it was written by a newer version of chatroomd");
    }
    if (version == 0 && database.execAndGet("SELECT count(*) FROM sqlite_schema").getInt() > 0) {
        throw std::runtime_error("it is the database of another program");
    }
    SQLite::Transaction transaction(database, SQLite::TransactionBehavior::EXCLUSIVE);
    database.exec("CREATE TABLE IF NOT EXISTS events ("
                  " sequence INTEGER PRIMARY KEY,"
                  " time_ms INTEGER NOT NULL," // Since 1970, UTC.
                  " kind INTEGER NOT NULL,"
                  " name TEXT NOT NULL,"
                  " text TEXT NOT NULL,"
                  " address TEXT) STRICT");
    database.exec("CREATE TABLE IF NOT EXISTS members ("
                  " entered INTEGER PRIMARY KEY,"
                  " name TEXT NOT NULL UNIQUE,"
                  " address TEXT NOT NULL,"
                  " local_ip TEXT NOT NULL," // Our own address that the member talks to.
                  " since_ms INTEGER NOT NULL) STRICT");
    database.exec("PRAGMA user_version = " + std::to_string(schema_version));
    transaction.commit();
    return database;
}

SQLite::Database open_or_explain(const std::filesystem::path& file) {
    const auto subject = "cannot open the journal " + file.string() + ": ";
    try {
        return open_database(file);
    } catch (const SQLite::Exception& error) {
        const bool locked = error.getErrorCode() == SQLITE_BUSY;
        throw std::runtime_error(subject +
                                 (locked ? "another chatroomd is using it" : error.what()));
    } catch (const std::runtime_error& error) {
        throw std::runtime_error(subject + error.what());
    }
}

std::int64_t to_ms(WallTime time) {
    return time.time_since_epoch().count();
}

WallTime from_ms(std::int64_t time_ms) {
    return WallTime(std::chrono::milliseconds(time_ms));
}

std::int64_t to_column(Sequence sequence) {
    return static_cast<std::int64_t>(sequence.value);
}

Sequence to_sequence(const SQLite::Column& column) {
    return {static_cast<std::uint64_t>(column.getInt64())};
}

/// Binds the values in order and runs the statement, which is ready for the next time afterwards.
template <typename... Values>
void run(SQLite::Statement& statement, const Values&... values) {
    statement.tryReset(); // It returns the error of the last run, which was reported then.
    statement.clearBindings();
    int index = 0;
    (statement.bind(++index, values), ...);
    statement.exec();
}

} // namespace

SqliteJournal::SqliteJournal(const std::filesystem::path& file, Retention retention)
    : retention_(retention), database_(open_or_explain(file)),
      insert_event_(database_, "INSERT INTO events VALUES (?, ?, ?, ?, ?, ?)"),
      insert_member_(database_, "INSERT INTO members VALUES (?, ?, ?, ?, ?)"),
      delete_member_(database_, "DELETE FROM members WHERE name = ?"),
      delete_oldest_(database_, delete_oldest),
      head_(to_sequence(database_.execAndGet("SELECT ifnull(max(sequence), 0) FROM events"))),
      trimmed_at_(head_) {}

std::variant<std::vector<StoredMember>, JournalError> SqliteJournal::members() const {
    try {
        std::vector<StoredMember> result;
        SQLite::Statement query(database_,
                                "SELECT entered, name, address, since_ms, local_ip FROM members"
                                " ORDER BY entered");
        while (query.executeStep()) {
            auto address = parse_address(query.getColumn(2).getString());
            const auto local = parse_ip(query.getColumn(4).getString());
            if (!address || !local) {
                return JournalError{"the member table holds an address that is none"};
            }
            address->local = *local;
            result.push_back({.entered = to_sequence(query.getColumn(0)),
                              .name = MemberName::from_journal(query.getColumn(1).getString()),
                              .address = *address,
                              .since = from_ms(query.getColumn(3).getInt64())});
        }
        return result;
    } catch (const SQLite::Exception& error) {
        return JournalError{error.what()};
    }
}

std::optional<JournalError> SqliteJournal::append(std::span<const Record> records) {
    if (records.empty()) {
        return std::nullopt;
    }
    try {
        SQLite::Transaction transaction(database_, SQLite::TransactionBehavior::IMMEDIATE);
        for (const auto& record : records) {
            insert(record);
        }
        const auto& latest = records.back().event;
        const bool trim_due = latest.sequence.value >= trimmed_at_.value + trim_interval_events ||
                              latest.time >= trimmed_time_ + trim_interval;
        if (trim_due) {
            trim(latest);
        }
        transaction.commit();
        head_ = latest.sequence;
        if (trim_due) {
            trimmed_at_ = latest.sequence;
            trimmed_time_ = latest.time;
        }
        return std::nullopt;
    } catch (const SQLite::Exception& error) {
        return JournalError{error.what()};
    }
}

void SqliteJournal::insert(const Record& record) {
    const auto& event = record.event;
    const auto sequence = to_column(event.sequence);
    if (record.address) {
        const auto address = to_string(*record.address);
        run(insert_event_, sequence, to_ms(event.time), static_cast<int>(event.kind), event.name,
            event.text, address);
        run(insert_member_, sequence, event.name, address, ip_to_string(record.address->local),
            to_ms(event.time));
    } else {
        run(insert_event_, sequence, to_ms(event.time), static_cast<int>(event.kind), event.name,
            event.text);
    }
    if (event.kind == EventKind::left || event.kind == EventKind::kicked) {
        run(delete_member_, event.name);
    }
}

void SqliteJournal::trim(const Event& latest) {
    const auto keep = static_cast<std::int64_t>(retention_.keep_events);
    run(delete_oldest_, max_trimmed_at_once, to_column(latest.sequence) - keep,
        to_ms(latest.time - retention_.keep_days), to_column(latest.sequence));
}

std::variant<std::vector<Event>, JournalError> SqliteJournal::latest(std::size_t count) const {
    try {
        std::vector<Event> result;
        SQLite::Statement query(database_,
                                "SELECT * FROM (SELECT sequence, time_ms, kind, name, text"
                                " FROM events ORDER BY sequence DESC LIMIT ?) ORDER BY sequence");
        query.bind(1, static_cast<std::int64_t>(count));
        while (query.executeStep()) {
            result.push_back({.sequence = to_sequence(query.getColumn(0)),
                              .time = from_ms(query.getColumn(1).getInt64()),
                              .kind = static_cast<EventKind>(query.getColumn(2).getInt()),
                              .name = query.getColumn(3).getString(),
                              .text = query.getColumn(4).getString()});
        }
        return result;
    } catch (const SQLite::Exception& error) {
        return JournalError{error.what()};
    }
}

} // namespace chatroom
