// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/io/file_owner.hpp"
#include "daemon/io/journal_error.hpp"
#include "tests/temporary_directory.hpp"

#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sqlite3.h>
#include <unistd.h>

namespace chatroom {
namespace {

using testing::EndsWith;
using testing::HasSubstr;

// What is one's own, or is not there in a directory of one's own, needs nothing.
TEST(FileOwner, NeedsNothingOfOnesOwn) {
    const TemporaryDirectory directory;
    const auto file = directory.path() / "room.db";
    EXPECT_EQ(owner_remedy(file), "");
    std::ofstream(file) << "x";
    EXPECT_EQ(owner_remedy(file), "");
}

// What is somebody else's is named with the command that mends it, as is its directory.
TEST(FileOwner, NamesTheCommandThatMends) {
    const TemporaryDirectory directory;
    const auto file = directory.path() / "room.db";
    std::ofstream(file) << "x";
    if (::chown(file.c_str(), 12345, 12345) != 0) {
        GTEST_SKIP() << "only root can give a file away";
    }
    EXPECT_EQ(owner_remedy(file), "; it belongs to uid 12345: chown root: " + file.string());
    std::filesystem::remove(file);
    ASSERT_EQ(::chown(directory.path().c_str(), 12345, 12345), 0);
    EXPECT_EQ(owner_remedy(file),
              "; " + directory.path().string() +
                  " belongs to uid 12345: chown root: " + directory.path().string());
}

// Errors of the database name the file, and what mends them.
TEST(JournalErrorWords, NameTheFileAndTheRemedy) {
    const std::filesystem::path file = "/var/lib/chatroom/room.db";
    const SQLite::Database database(":memory:");
    const auto words = [&](int code) {
        return explain(SQLite::Exception("said", code), database, file);
    };
    EXPECT_EQ(words(SQLITE_FULL),
              "the disk that " + file.string() + " is on is full: make room on it");
    EXPECT_THAT(words(SQLITE_READONLY), HasSubstr("cannot write " + file.string() + ": said"));
    EXPECT_THAT(words(SQLITE_CANTOPEN), HasSubstr("cannot open " + file.string() + ": said"));
    EXPECT_THAT(words(SQLITE_IOERR), HasSubstr("fails to read or write " + file.string()));
    EXPECT_THAT(words(SQLITE_CORRUPT), HasSubstr(file.string() + " is damaged: "));
    EXPECT_THAT(words(SQLITE_NOTADB), EndsWith("chatroomd --restore FILE"));
    EXPECT_EQ(words(SQLITE_CONSTRAINT), file.string() + ": said");
    EXPECT_EQ(explain_opening(SQLite::Exception("said", SQLITE_CONSTRAINT), file),
              "cannot open the journal " + file.string() + ": said");
    EXPECT_THAT(explain_opening(SQLite::Exception("said", SQLITE_CORRUPT), file),
                HasSubstr(": it is damaged: "));
    EXPECT_TRUE(is_damage(SQLite::Exception("said", SQLITE_CORRUPT)));
    EXPECT_TRUE(is_damage(SQLite::Exception("said", SQLITE_NOTADB)));
    EXPECT_FALSE(is_damage(SQLite::Exception("said", SQLITE_FULL)));
}

} // namespace
} // namespace chatroom
