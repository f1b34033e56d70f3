// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/daemon/io/sqlite_journal_fixture.hpp"

#include <filesystem>

namespace chatroom {
namespace {

using testing::SizeIs;

/// A journal that is a copy of what is decided elsewhere.
class SqliteCopyTest : public SqliteJournalFixture {
protected:
    void open_copy(Retention retention = {}) {
        journal.reset();
        journal.emplace(file, retention, SqliteJournal::Use::copy);
    }
};

// It begins anywhere and has gaps, gives no numbers, and knows how many events it has.
TEST_F(SqliteCopyTest, BeginsAnywhere) {
    open_copy();
    append({said(1001, "x"), said(1002, "y")});
    append({said(2000, "z")});
    EXPECT_EQ(journal->head(), Sequence{2000});
    EXPECT_EQ(journal->oldest(), Sequence{1001});
    EXPECT_EQ(journal->count(), 3U);
    EXPECT_FALSE(std::filesystem::exists(file.parent_path() / "numbers"));
    EXPECT_TRUE(journal->leave_out({3000}));
    open_copy();
    EXPECT_EQ(journal->head(), Sequence{2000});
    EXPECT_EQ(journal->count(), 3U);
    append({said(2001, "z")});
    EXPECT_EQ(journal->count(), 4U);
    EXPECT_EQ(journal->set_back(), "");
}

// What could not be kept counts for nothing.
TEST_F(SqliteCopyTest, AFailureChangesNothing) {
    open_copy();
    append({said(10, "x")});
    EXPECT_NE(try_append({said(20, "y"), said(20, "again")}), "");
    EXPECT_EQ(journal->count(), 1U);
    append({said(21, "z")});
    EXPECT_EQ(journal->count(), 2U);
}

// It trims by how many events there are, not by their numbers.
TEST_F(SqliteCopyTest, TrimsWhatItHas) {
    open_copy({.keep_events = 10});
    std::vector<Record> records;
    for (std::uint64_t number = 1; number <= 20; ++number) {
        records.push_back(said(number * 1000, "x"));
    }
    append(records);
    tidy();
    EXPECT_EQ(journal->count(), 9U);
    EXPECT_THAT(journal->latest(100).value(), SizeIs(9));
    EXPECT_EQ(journal->head(), Sequence{20'000});
}

// Numbers that are lost stay so.
TEST_F(SqliteCopyTest, KnowsWhatIsLost) {
    open_copy();
    EXPECT_FALSE(journal->note_lost({{5}, {9}}));
    open_copy();
    EXPECT_TRUE(journal->is_lost({{9}, {9}}));
    EXPECT_FALSE(journal->is_lost({{10}, {10}}));
    EXPECT_THAT(journal->lost(), SizeIs(1));
}

} // namespace
} // namespace chatroom
