// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/io/journal_schema.hpp"

#include "base/file_descriptor.hpp"
#include "daemon/core/facts.hpp"
#include "daemon/io/journal_error.hpp"

#include <cerrno>
#include <stdexcept>
#include <system_error>

#include <fcntl.h>
#include <sqlite3.h>

namespace chatroom {

namespace {

/// How long to wait for a daemon that is just ending.
constexpr int lock_timeout_ms = 1000;

/// How much of the database is kept in memory. The kernel keeps it, too, and a piece of it is asked
/// for once: less is as fast.
constexpr int page_cache_kib = 128;

/// A value in the form of a fact, into the table of facts.
void keep(SQLite::Statement& statement, const Fact& fact) {
    statement.reset();
    statement.bind(1, int{fact.kind});
    statement.bindNoCopy(2, fact.key.data(), static_cast<int>(fact.key.size()));
    statement.bindNoCopy(3, fact.bytes->data(), static_cast<int>(fact.bytes->size()));
    statement.exec();
}

WallTime time_of(const SQLite::Column& column) {
    return WallTime(std::chrono::milliseconds(column.getInt64()));
}

void move_members_to_facts(SQLite::Database& database, SQLite::Statement& put_fact) {
    SQLite::Statement query(database,
                            "SELECT entered, name, address, local_ip, since_ms, key IS NOT NULL"
                            " FROM members ORDER BY entered");
    while (query.executeStep()) {
        auto address = parse_address(query.getColumn(2).getString());
        const auto local = parse_ip(query.getColumn(3).getString());
        if (!address || !local) {
            throw std::runtime_error("the member table holds an address that is none");
        }
        address->local = *local;
        keep(put_fact,
             facts::put(Member{
                 .entered = {static_cast<std::uint64_t>(query.getColumn(0).getInt64())},
                 .name = MemberName::from_journal(query.getColumn(1).getString()),
                 .since = time_of(query.getColumn(4)),
                 .door = query.getColumn(5).getInt() != 0 ? DoorKind::sealed : DoorKind::classic,
                 .address = *address}));
    }
}

void move_names_to_facts(SQLite::Database& database, SQLite::Statement& put_fact) {
    SQLite::Statement query(database, "SELECT name, key, instance, client_sequence, cursor,"
                                      " first_used_ms, last_used_ms FROM names");
    while (query.executeStep()) {
        const auto key_column = query.getColumn(1);
        sealed::PublicKey key;
        if (static_cast<std::size_t>(key_column.getBytes()) != key.bytes.size()) {
            throw std::runtime_error("the name table holds a key that is none");
        }
        std::copy_n(static_cast<const std::uint8_t*>(key_column.getBlob()), key.bytes.size(),
                    key.bytes.begin());
        keep(put_fact,
             facts::put(OwnedName{
                 .name = MemberName::from_journal(query.getColumn(0).getString()),
                 .key = key,
                 .instance = {static_cast<std::uint64_t>(query.getColumn(2).getInt64())},
                 .client_sequence = static_cast<std::uint32_t>(query.getColumn(3).getInt64()),
                 .cursor = {static_cast<std::uint64_t>(query.getColumn(4).getInt64())},
                 .first_used = time_of(query.getColumn(5)),
                 .last_used = time_of(query.getColumn(6))}));
    }
}

/// What was known of members and names stands among the facts from then on.
void move_to_facts(SQLite::Database& database) {
    SQLite::Statement put_fact(database, "INSERT INTO facts VALUES (?, ?, ?)");
    move_members_to_facts(database, put_fact);
    move_names_to_facts(database, put_fact);
    database.exec("DROP TABLE members; DROP TABLE names");
}

/// What leads from one version of the schema to the next one.
struct Step {
    const char* sql;
    void (*then)(SQLite::Database&) = nullptr;
};

/// From an empty database on. A step that was released once never changes.
const Step steps[] = {
    {"CREATE TABLE events ("
     " sequence INTEGER PRIMARY KEY,"
     " time_ms INTEGER NOT NULL," // Since 1970, UTC.
     " kind INTEGER NOT NULL,"
     " name TEXT NOT NULL,"
     " text TEXT NOT NULL,"
     " address TEXT) STRICT;" // Not used any more.
     "CREATE TABLE members ("
     " entered INTEGER PRIMARY KEY,"
     " name TEXT NOT NULL UNIQUE,"
     " address TEXT NOT NULL,"
     " local_ip TEXT NOT NULL," // Our own address that the member talks to.
     " since_ms INTEGER NOT NULL) STRICT;"},

    {"ALTER TABLE events ADD COLUMN client_sequence INTEGER NOT NULL DEFAULT 0;"
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
     " last_used_ms INTEGER NOT NULL) STRICT, WITHOUT ROWID;"},

    // The number of the event that it is about, 0 if none.
    {"ALTER TABLE events ADD COLUMN about INTEGER NOT NULL DEFAULT 0;"
     // What the room knows beside its events; see core/facts.hpp.
     "CREATE TABLE facts ("
     " kind INTEGER NOT NULL,"
     " key BLOB NOT NULL,"
     " bytes BLOB NOT NULL,"
     " PRIMARY KEY (kind, key)) STRICT, WITHOUT ROWID;",
     move_to_facts},

    // Numbers that may have been given to events that are lost.
    {"CREATE TABLE lost ("
     " first INTEGER PRIMARY KEY,"
     " last INTEGER NOT NULL) STRICT;"
     // What the journal itself has to remember, by a word.
     "CREATE TABLE notes ("
     " word TEXT PRIMARY KEY,"
     " value TEXT NOT NULL) STRICT, WITHOUT ROWID;"},
};
constexpr int newest_version = std::size(steps);

/// Makes what is in the file outlast the power.
void sync(const std::filesystem::path& file) {
    const FileDescriptor written(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
    if (written.get() < 0 || ::fsync(written.get()) != 0) {
        throw std::runtime_error("cannot write " + file.string() + ": " +
                                 std::generic_category().message(errno));
    }
}

/// Before an older database is changed, a copy of it is put beside it, for whoever has to go back.
void keep_copy(SQLite::Database& database, int version) {
    auto copy = std::filesystem::path(database.getFilename());
    copy += ".version-" + std::to_string(version);
    std::filesystem::remove(copy); // Of an attempt that did not come to its end.
    SQLite::Statement query(database, "VACUUM INTO ?");
    query.bind(1, copy.string());
    query.exec();
    sync(copy);
}

/// Takes the steps that the database has not taken yet, all of them or none.
void bring_up_to_date(SQLite::Database& database) {
    const int version = database.execAndGet("PRAGMA user_version").getInt();
    if (version < 0 || version > newest_version) {
        throw std::runtime_error("it was written by a newer version of chatroomd");
    }
    if (version == newest_version) {
        return;
    }
    if (version > 0) {
        keep_copy(database, version);
    } else if (database.execAndGet("SELECT count(*) FROM sqlite_schema").getInt() > 0) {
        throw std::runtime_error("it is the database of another program");
    }
    SQLite::Transaction transaction(database, SQLite::TransactionBehavior::EXCLUSIVE);
    for (int step = version; step < newest_version; ++step) {
        database.exec(steps[step].sql);
        if (steps[step].then != nullptr) {
            steps[step].then(database);
        }
    }
    database.exec("PRAGMA user_version = " + std::to_string(newest_version));
    transaction.commit();
}

bool can_shrink(SQLite::Database& database) {
    constexpr int incremental = 2;
    return database.execAndGet("PRAGMA auto_vacuum").getInt() == incremental;
}

/// An older version made databases that never become smaller. That takes as long as writing all of
/// it anew, once; if there is no room for that on the disk, the next start tries again.
void let_it_shrink(SQLite::Database& database) {
    if (!can_shrink(database)) {
        database.exec("PRAGMA auto_vacuum = INCREMENTAL");
        if (database.tryExec("VACUUM") == SQLITE_OK) {
            database.tryExec("PRAGMA wal_checkpoint(TRUNCATE)");
        }
    }
}

SQLite::Database open_database(const std::filesystem::path& file, DatabaseOrigin& origin) {
    // One thread uses it, so that SQLite need not lock a mutex with every call.
    const int flags = SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE | SQLite::OPEN_NOMUTEX;
    SQLite::Database database(file.string(), flags, lock_timeout_ms);
    // The lock is held until the process ends, so two daemons can never number the same room.
    // It comes first, as without it other files are needed, for which a full disk has no room.
    database.exec("PRAGMA locking_mode = EXCLUSIVE");
    // Pages that nothing uses can be given back little by little. Of a database that has tables it
    // takes effect with VACUUM only. To say it once more would write.
    if (!can_shrink(database)) {
        database.exec("PRAGMA auto_vacuum = INCREMENTAL");
    }
    if (database.execAndGet("PRAGMA journal_mode = WAL").getString() != "wal") {
        throw std::runtime_error("its file system does not support a write-ahead log");
    }
    // In WAL mode FULL syncs every commit: what was shown to anybody survives a power failure.
    database.exec("PRAGMA synchronous = FULL");
    // What a row had is overwritten when it goes, so that what is recalled is nowhere in the file;
    // FAST, as pages that trimming gives back are not worth writing once more.
    database.exec("PRAGMA secure_delete = FAST");
    database.exec("PRAGMA cache_size = -" + std::to_string(page_cache_kib));
    origin = {database.execAndGet("PRAGMA user_version").getInt(), newest_version};
    bring_up_to_date(database);
    let_it_shrink(database);
    return database;
}

} // namespace

SQLite::Database open_journal_database(const std::filesystem::path& file, DatabaseOrigin& origin) {
    const auto subject = "cannot open the journal " + file.string() + ": ";
    try {
        return open_database(file, origin);
    } catch (const SQLite::Exception& error) {
        throw std::runtime_error(error.getErrorCode() == SQLITE_BUSY
                                     ? subject + "another chatroomd is using it"
                                     : explain_opening(error, file));
    } catch (const std::runtime_error& error) {
        throw std::runtime_error(subject + error.what());
    }
}

} // namespace chatroom
