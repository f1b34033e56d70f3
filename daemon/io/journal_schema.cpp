// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/io/journal_schema.hpp"

#include <array>
#include <stdexcept>

#include <sqlite3.h>

namespace chatroom {

namespace {

/// How long to wait for a daemon that is just ending.
constexpr int lock_timeout_ms = 1000;

/// How much of the database is kept in memory. The kernel keeps it, too, and a piece of it is asked
/// for once: less is as fast.
constexpr int page_cache_kib = 128;

/// What leads from each version of the schema to the next one, from an empty database on. A step
/// that was released once never changes.
constexpr std::array steps{
    "CREATE TABLE events ("
    " sequence INTEGER PRIMARY KEY,"
    " time_ms INTEGER NOT NULL," // Since 1970, UTC.
    " kind INTEGER NOT NULL,"
    " name TEXT NOT NULL,"
    " text TEXT NOT NULL,"
    " address TEXT) STRICT;"
    "CREATE TABLE members ("
    " entered INTEGER PRIMARY KEY,"
    " name TEXT NOT NULL UNIQUE,"
    " address TEXT NOT NULL,"
    " local_ip TEXT NOT NULL," // Our own address that the member talks to.
    " since_ms INTEGER NOT NULL) STRICT;",

    "ALTER TABLE events ADD COLUMN client_sequence INTEGER NOT NULL DEFAULT 0;"
    // How many of the numbers below the event's were never given to any.
    "ALTER TABLE events ADD COLUMN never_given INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE members ADD COLUMN key BLOB;" // 32 bytes; none of a classic member.
    "CREATE TABLE names ("
    " name TEXT PRIMARY KEY,"
    " key BLOB NOT NULL,"
    " instance INTEGER NOT NULL," // The 64 bits, read as a signed number.
    " client_sequence INTEGER NOT NULL,"
    " cursor INTEGER NOT NULL,"
    " first_used_ms INTEGER NOT NULL,"
    " last_used_ms INTEGER NOT NULL) STRICT, WITHOUT ROWID;",
};

/// Takes the steps that the database has not taken yet, all of them or none.
void bring_up_to_date(SQLite::Database& database) {
    const int version = database.execAndGet("PRAGMA user_version").getInt();
    if (version < 0 || version > static_cast<int>(steps.size())) {
        throw std::runtime_error("it was written by a newer version of chatroomd");
    }
    if (version == 0 && database.execAndGet("SELECT count(*) FROM sqlite_schema").getInt() > 0) {
        throw std::runtime_error("it is the database of another program");
    }
    SQLite::Transaction transaction(database, SQLite::TransactionBehavior::EXCLUSIVE);
    for (auto step = static_cast<std::size_t>(version); step < steps.size(); ++step) {
        database.exec(steps.at(step));
    }
    database.exec("PRAGMA user_version = " + std::to_string(steps.size()));
    transaction.commit();
}

SQLite::Database open_database(const std::filesystem::path& file) {
    // One thread uses it, so that SQLite need not lock a mutex with every call.
    const int flags = SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE | SQLite::OPEN_NOMUTEX;
    SQLite::Database database(file.string(), flags, lock_timeout_ms);
    // The lock is held until the process ends, so two daemons can never number the same room.
    database.exec("PRAGMA locking_mode = EXCLUSIVE");
    if (database.execAndGet("PRAGMA journal_mode = WAL").getString() != "wal") {
        throw std::runtime_error("its file system does not support a write-ahead log");
    }
    // In WAL mode FULL syncs every commit: what was shown to anybody survives a power failure.
    database.exec("PRAGMA synchronous = FULL");
    database.exec("PRAGMA cache_size = -" + std::to_string(page_cache_kib));
    bring_up_to_date(database);
    return database;
}

} // namespace

SQLite::Database open_journal_database(const std::filesystem::path& file) {
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

} // namespace chatroom
