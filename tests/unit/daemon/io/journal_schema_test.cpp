// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/io/journal_schema.hpp"
#include "tests/support/disk_watch.hpp"
#include "tests/unit/daemon/io/sqlite_journal_fixture.hpp"

#include <fstream>

namespace chatroom {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
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

// A journal of version 1 is taken over with everything that is in it, and goes on.
TEST_F(JournalSchema, TakesOverVersion1) {
    execute(version_1);
    const std::vector records{entered(3, "小明"), entered(4, "Bob", other_address), said(5, "你好"),
                              record(6, EventKind::kicked, "Eve", "原因")};
    for (int times = 0; times < 2; ++times) {
        open();
        EXPECT_EQ(journal->head(), Sequence{6});
        EXPECT_EQ(journal->oldest(), Sequence{3});
        EXPECT_EQ(read(1, 100), events_of(records));
        EXPECT_THAT(members(), ElementsAre(member(3, "小明"), member(4, "Bob", other_address)));
        EXPECT_EQ(members().at(0).address.local, parse_ip("192.168.1.1"));
        EXPECT_THAT(names(), IsEmpty());
    }
    append(Batch{.records = {entered(7, "Eve", address, key(1))},
                 .names = {name("Eve", 1)},
                 .released = {},
                 .moves = {}});
    open();
    EXPECT_THAT(sequences(), ElementsAre(3, 4, 5, 6, 7));
    EXPECT_THAT(members(), ElementsAre(member(3, "小明"), member(4, "Bob", other_address),
                                       member(7, "Eve", address, key(1))));
    EXPECT_THAT(names(), ElementsAre(name("Eve", 1)));
}

// A journal that was taken over is like a new one.
TEST_F(JournalSchema, IsTheSameForOldAndNew) {
    execute(version_1);
    open();
    journal.reset();
    const auto taken_over = schema();
    std::filesystem::remove(file);
    open();
    journal.reset();
    EXPECT_EQ(schema(), taken_over);
    EXPECT_THAT(taken_over, SizeIs(4));
    EXPECT_EQ(taken_over.front(), "2");
}

// A journal of version 1 that cannot be taken over is left as it was.
TEST_F(JournalSchema, TakesOverAllOrNothing) {
    execute(version_1);
    execute("CREATE TABLE names (day TEXT)");
    const auto before = schema();
    EXPECT_EQ(refusal(),
              "cannot open the journal " + file.string() + ": table names already exists");
    EXPECT_EQ(schema(), before);
}

// What is committed is on the disk then, each time.
TEST_F(JournalSchema, SyncsEveryCommit) {
    auto database = open_journal_database(file);
    database.exec("CREATE TABLE rows (number INTEGER)");
    DiskWatch disk(directory.path());
    for (int times = 0; times < 3; ++times) {
        database.exec("INSERT INTO rows VALUES (1)");
        EXPECT_THAT(disk.take(), ElementsAre(StartsWith("sync room.db-wal ")));
    }
}

// A journal of a newer version is left alone.
TEST_F(JournalSchema, RefusesANewerVersion) {
    execute("PRAGMA user_version = 3");
    EXPECT_EQ(refusal(), "cannot open the journal " + file.string() +
                             ": it was written by a newer version of chatroomd");
}

// A file that is no journal is named and left alone.
TEST_F(JournalSchema, RefusesAnotherFile) {
    std::ofstream(file) << "This is a letter, not a database, and somebody may still want it.";
    EXPECT_THAT(refusal(), HasSubstr("cannot open the journal " + file.string() + ": "));
    EXPECT_THAT(refusal(), HasSubstr("not a database"));
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
