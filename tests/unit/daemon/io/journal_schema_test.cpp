// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/core/room_state.hpp"
#include "daemon/io/journal_schema.hpp"
#include "tests/support/disk_watch.hpp"
#include "tests/unit/daemon/io/sqlite_journal_fixture.hpp"

#include <fstream>

namespace chatroom {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;
using testing::StartsWith;

class JournalSchema : public SqliteJournalFixture {
protected:
    /// What is in the database: each table with its columns, and the version.
    std::vector<std::string> schema() const {
        SQLite::Database database(file.string());
        std::vector<std::string> result{database.execAndGet("PRAGMA user_version").getString()};
        SQLite::Statement query(database, "SELECT sql FROM sqlite_schema WHERE type = 'table'");
        while (query.executeStep()) {
            result.push_back(query.getColumn(0).getString());
        }
        return result;
    }

    /// The room as it is after a start.
    RoomState state() const { return RoomState(facts(), journal->head(), {}); }
};

/// The database of version 1 as chatroomd 0.1.0 made it, with two members of four.
constexpr const char* version_1 =
    "PRAGMA journal_mode = WAL;"
    "CREATE TABLE IF NOT EXISTS events ("
    " sequence INTEGER PRIMARY KEY,"
    " time_ms INTEGER NOT NULL,"
    " kind INTEGER NOT NULL,"
    " name TEXT NOT NULL,"
    " text TEXT NOT NULL,"
    " address TEXT) STRICT;"
    "CREATE TABLE IF NOT EXISTS members ("
    " entered INTEGER PRIMARY KEY,"
    " name TEXT NOT NULL UNIQUE,"
    " address TEXT NOT NULL,"
    " local_ip TEXT NOT NULL,"
    " since_ms INTEGER NOT NULL) STRICT;"
    "INSERT INTO events VALUES (3, 1790000000123, 1, '小明', '', '192.168.1.7:40123');"
    "INSERT INTO events VALUES (4, 1790000000123, 1, 'Bob', '', '[fe80::1%2]:40123');"
    "INSERT INTO events VALUES (5, 1790000000123, 2, '小明', '你好', NULL);"
    "INSERT INTO events VALUES (6, 1790000000123, 4, 'Eve', '原因', NULL);"
    "INSERT INTO members VALUES (3, '小明', '192.168.1.7:40123', '192.168.1.1', 1790000000123);"
    "INSERT INTO members VALUES (4, 'Bob', '[fe80::1%2]:40123', '::', 1790000000123);"
    "PRAGMA user_version = 1;";

/// The database as chatroomd 0.1.0 left it, in whose last days the schema had version 2: a classic
/// member, a sealed one, and two names.
constexpr const char* version_2 =
    "PRAGMA journal_mode = WAL;"
    "CREATE TABLE events ("
    " sequence INTEGER PRIMARY KEY,"
    " time_ms INTEGER NOT NULL,"
    " kind INTEGER NOT NULL,"
    " name TEXT NOT NULL,"
    " text TEXT NOT NULL,"
    " address TEXT) STRICT;"
    "CREATE TABLE members ("
    " entered INTEGER PRIMARY KEY,"
    " name TEXT NOT NULL UNIQUE,"
    " address TEXT NOT NULL,"
    " local_ip TEXT NOT NULL,"
    " since_ms INTEGER NOT NULL) STRICT;"
    "ALTER TABLE events ADD COLUMN client_sequence INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE events ADD COLUMN never_given INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE members ADD COLUMN key BLOB;"
    "CREATE TABLE names ("
    " name TEXT PRIMARY KEY,"
    " key BLOB NOT NULL,"
    " instance INTEGER NOT NULL,"
    " client_sequence INTEGER NOT NULL,"
    " cursor INTEGER NOT NULL,"
    " first_used_ms INTEGER NOT NULL,"
    " last_used_ms INTEGER NOT NULL) STRICT, WITHOUT ROWID;"
    "INSERT INTO events VALUES (3, 1790000000123, 1, '小明', '', '192.168.1.7:40123', 0, 2);"
    "INSERT INTO events VALUES (4, 1790000000123, 1, 'Bob', '', '[fe80::1%2]:40123', 0, 2);"
    "INSERT INTO events VALUES (5, 1790000000123, 2, 'Bob', '你好', NULL, 7, 2);"
    "INSERT INTO members VALUES (3, '小明', '192.168.1.7:40123', '192.168.1.1', 1790000000123,"
    " NULL);"
    "INSERT INTO members VALUES (4, 'Bob', '[fe80::1%2]:40123', '::', 1790000000123,"
    " x'0101010101010101010101010101010101010101010101010101010101010101');"
    "INSERT INTO names VALUES ('Bob',"
    " x'0101010101010101010101010101010101010101010101010101010101010101', -2, 7, 5,"
    " 1790000000124, 1790000000125);"
    "INSERT INTO names VALUES ('Eve',"
    " x'0202020202020202020202020202020202020202020202020202020202020202', 9, 0, 1,"
    " 1790000000126, 1790000000127);"
    "PRAGMA user_version = 2;";

// A journal of version 1 is taken over with everything that is in it, and goes on.
TEST_F(JournalSchema, TakesOverVersion1) {
    execute(version_1);
    const std::vector records{record(3, EventKind::entered, "小明"),
                              record(4, EventKind::entered, "Bob"), said(5, "你好"),
                              record(6, EventKind::kicked, "Eve", "原因")};
    for (int times = 0; times < 2; ++times) {
        open();
        EXPECT_EQ(journal->head(), Sequence{6});
        EXPECT_EQ(journal->oldest(), Sequence{3});
        EXPECT_EQ(read(1, 100), events_of(records));
        const auto room = state();
        ASSERT_EQ(room.roster().size(), 2U);
        EXPECT_EQ(room.roster().find("小明")->door, DoorKind::classic);
        EXPECT_EQ(room.names().size(), 0U);
    }
    append({said(7, "x")});
    open();
    EXPECT_THAT(sequences(), ElementsAre(3, 4, 5, 6, 7));
}

// So is one of version 0.1.0: who is inside, by which door and where, and whose the names are.
TEST_F(JournalSchema, TakesOverVersion2) {
    execute(version_2);
    for (int times = 0; times < 2; ++times) {
        open();
        EXPECT_THAT(sequences(), ElementsAre(3, 4, 5));
        EXPECT_EQ(latest(1).at(0).client_sequence, 7U);
        const auto room = state();
        ASSERT_EQ(room.roster().size(), 2U);
        const auto& ming = *room.roster().find("小明");
        EXPECT_EQ(ming, (Member{.entered = {3},
                                .name = MemberName::from_journal("小明"),
                                .since = start,
                                .door = DoorKind::classic,
                                .address = parse_address("192.168.1.7:40123").value()}));
        EXPECT_EQ(ming.address.local, parse_ip("192.168.1.1"));
        const auto& bob = *room.roster().find("Bob");
        EXPECT_EQ(bob.entered, Sequence{4});
        EXPECT_EQ(bob.door, DoorKind::sealed);
        EXPECT_EQ(bob.address, parse_address("[fe80::1%2]:40123"));
        ASSERT_EQ(room.names().size(), 2U);
        OwnedName expected{.name = MemberName::from_journal("Bob"),
                           .key = {},
                           .instance = {~std::uint64_t{1}},
                           .client_sequence = 7,
                           .cursor = {5},
                           .first_used = start + std::chrono::milliseconds(1),
                           .last_used = start + std::chrono::milliseconds(2)};
        expected.key.bytes.fill(1);
        EXPECT_EQ(*room.names().find("Bob"), expected);
    }
}

// A copy of the older file is kept beside it, which the older version can open.
TEST_F(JournalSchema, KeepsACopyOfTheOlderFile) {
    execute(version_2);
    const auto before = schema();
    open();
    journal.reset();
    const auto newer = schema();
    file += ".version-2";
    EXPECT_EQ(schema(), before);
    EXPECT_NE(newer, before);
    EXPECT_EQ(SQLite::Database(file.string()).execAndGet("SELECT count(*) FROM members").getInt(),
              2);
}

// A journal that was taken over is like a new one.
TEST_F(JournalSchema, IsTheSameForOldAndNew) {
    for (const auto* older : {version_1, version_2}) {
        std::filesystem::remove(file);
        execute(older);
        open();
        journal.reset();
        const auto taken_over = schema();
        std::filesystem::remove(file);
        open();
        journal.reset();
        EXPECT_EQ(schema(), taken_over);
        EXPECT_THAT(taken_over, SizeIs(5));
        EXPECT_EQ(taken_over.front(), "4");
    }
}

// A journal that cannot be taken over is left as it was.
TEST_F(JournalSchema, TakesOverAllOrNothing) {
    execute(version_1);
    execute("CREATE TABLE names (day TEXT)");
    const auto before = schema();
    EXPECT_EQ(refusal(),
              "cannot open the journal " + file.string() + ": table names already exists");
    EXPECT_EQ(schema(), before);
}

// Tables that somebody spoilt are an error in words, not a member or a name that is wrong.
TEST_F(JournalSchema, RefusesSpoiltTables) {
    execute(version_2);
    execute("UPDATE names SET key = x''");
    EXPECT_EQ(refusal(), "cannot open the journal " + file.string() +
                             ": the name table holds a key that is none");
    execute("UPDATE members SET address = 'home'");
    EXPECT_EQ(refusal(), "cannot open the journal " + file.string() +
                             ": the member table holds an address that is none");
}

// A database gives back what nothing uses, also one that an older version made without that.
TEST_F(JournalSchema, CanShrink) {
    constexpr int incremental = 2;
    for (const char* made : {"", version_1, version_2}) {
        file = directory.path() / std::to_string(std::string_view(made).size()) / "room.db";
        std::filesystem::create_directory(file.parent_path());
        if (*made != '\0') {
            execute(made);
        }
        open();
        journal.reset();
        SQLite::Database database(file.string());
        EXPECT_EQ(database.execAndGet("PRAGMA auto_vacuum").getInt(), incremental);
    }
}

// What is committed is on the disk then, each time.
TEST_F(JournalSchema, SyncsEveryCommit) {
    DatabaseOrigin origin;
    auto database = open_journal_database(file, origin);
    database.exec("CREATE TABLE rows (number INTEGER)");
    DiskWatch disk(directory.path());
    for (int times = 0; times < 3; ++times) {
        database.exec("INSERT INTO rows VALUES (1)");
        EXPECT_THAT(disk.take(), ElementsAre(StartsWith("sync room.db-wal ")));
    }
}

// Whoever opens a database learns whether it was there, and of which version.
TEST_F(JournalSchema, TellsHowItWasFound) {
    DatabaseOrigin origin;
    open_journal_database(file, origin);
    EXPECT_TRUE(origin.is_new());
    EXPECT_FALSE(origin.is_migrated());
    open_journal_database(file, origin);
    EXPECT_FALSE(origin.is_new());
    EXPECT_FALSE(origin.is_migrated());
    std::filesystem::remove(file);
    execute(version_2);
    open_journal_database(file, origin);
    EXPECT_FALSE(origin.is_new());
    EXPECT_TRUE(origin.is_migrated());
    EXPECT_EQ(origin.found_version, 2);
}

// A journal of a newer version is left alone.
TEST_F(JournalSchema, RefusesANewerVersion) {
    execute("PRAGMA user_version = 5");
    EXPECT_EQ(refusal(), "cannot open the journal " + file.string() +
                             ": it was written by a newer version of chatroomd");
}

// A file that is no journal is named and left alone.
TEST_F(JournalSchema, RefusesAnotherFile) {
    std::ofstream(file) << "This is a letter, not a database, and somebody may still want it.";
    EXPECT_THAT(refusal(), HasSubstr("cannot open the journal " + file.string() + ": "));
    EXPECT_THAT(refusal(), HasSubstr("it is no database"));
}

// The database of another program is left alone.
TEST_F(JournalSchema, RefusesAnotherDatabase) {
    execute("CREATE TABLE events (day TEXT)");
    EXPECT_EQ(refusal(), "cannot open the journal " + file.string() +
                             ": it is the database of another program");
}

// A place where no file can be is named.
TEST_F(JournalSchema, RefusesAMissingDirectory) {
    file = directory.path() / "missing" / "room.db";
    EXPECT_THAT(refusal(), HasSubstr("cannot open the journal " + file.string() + ": "));
}

} // namespace
} // namespace chatroom
