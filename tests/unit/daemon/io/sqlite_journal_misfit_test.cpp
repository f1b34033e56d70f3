// SPDX-License-Identifier: GPL-3.0-or-later
// Files of a journal that do not belong together, or are not there any more.
#include "tests/unit/daemon/io/sqlite_journal_fixture.hpp"

#include <fstream>

namespace chatroom {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class JournalMisfit : public SqliteJournalFixture {
protected:
    static constexpr auto distance = NumberReserve::safe_distance;

    std::filesystem::path numbers() const { return file.parent_path() / "numbers"; }

    /// Copies the files of those names as they are into a directory where they are opened.
    void open_copy_of(std::initializer_list<const char*> names) {
        const auto other = directory.path() / "other";
        std::filesystem::create_directory(other);
        for (const char* name : names) {
            std::filesystem::copy_file(file.parent_path() / name, other / name);
        }
        journal.reset();
        file = other / "room.db";
        open();
    }
};

// Starts and ends in good order, crashes, and rooms without an event are no misfit.
TEST_F(JournalMisfit, IsNotFoundInGoodOrder) {
    open();
    EXPECT_EQ(journal->set_back(), "");
    open();
    append({said(1, "x"), said(2, "x")});
    open();
    EXPECT_EQ(journal->set_back(), "");
    append({said(3, "x")});
    open_copy_of({"room.db", "room.db-wal", "numbers"}); // As after a crash.
    EXPECT_EQ(journal->set_back(), "");
    open();
    EXPECT_EQ(journal->set_back(), "");
    EXPECT_EQ(journal->head(), Sequence{10'002});
}

// A copy of the database without its write-ahead log has lost what was said last: it is said, and
// numbers go on above all that may have been given.
TEST_F(JournalMisfit, IsACopyWithoutItsLog) {
    open();
    append({said(1, "x")});
    open();
    append({said(2, "lost")});
    open_copy_of({"room.db", "numbers"});
    EXPECT_THAT(journal->set_back(), HasSubstr("was copied without its write-ahead log"));
    EXPECT_GE(journal->head(), Sequence{10'001 + distance});
    EXPECT_TRUE(journal->is_lost({{2}, {2}}));
    const auto next = journal->head().next().value;
    append({said(next, "y")});
    EXPECT_THAT(sequences(), ElementsAre(1, next));
    open();
    EXPECT_EQ(journal->set_back(), "") << "it is told once";
    EXPECT_TRUE(journal->is_lost({{2}, {2}}));
}

// So is a database from an earlier day beside numbers of today.
TEST_F(JournalMisfit, IsADatabaseOfAnEarlierDay) {
    open();
    append({said(1, "x")});
    journal.reset();
    std::filesystem::copy_file(file, directory.path() / "yesterday");
    open();
    append({said(2, "today")});
    journal.reset();
    std::filesystem::rename(directory.path() / "yesterday", file);
    open();
    EXPECT_THAT(journal->set_back(), HasSubstr("room.db is older than " + numbers().string()));
    EXPECT_GT(journal->head(), Sequence{distance});
}

// Numbers of an earlier day, and numbers that are not there at all, are told, too.
TEST_F(JournalMisfit, IsNumbersOfAnEarlierDay) {
    open();
    append({said(1, "x"), said(2, "x"), said(3, "x")});
    journal.reset();
    std::ofstream(numbers()) << "1\n";
    open();
    EXPECT_THAT(journal->set_back(), HasSubstr("it says 1, and event 3 is there"));
    EXPECT_GT(journal->head(), Sequence{distance});
    journal.reset();
    std::filesystem::remove(numbers());
    open();
    EXPECT_THAT(journal->set_back(), HasSubstr("numbers is missing"));
}

// A database that is deleted or replaced while it is open is noticed, and can be saved.
TEST_F(JournalMisfit, IsADatabaseThatIsGone) {
    open();
    append({said(1, "x")});
    EXPECT_EQ(journal->gone(), "");
    std::filesystem::rename(file, directory.path() / "moved");
    EXPECT_THAT(journal->gone(), HasSubstr("was deleted, moved or replaced"));
    std::ofstream(file) << "another";
    EXPECT_THAT(journal->gone(), HasSubstr("chatroomctl backup FILE"));
    EXPECT_TRUE(journal->begin_backup().has_value());
    journal->end_backup();
    std::filesystem::rename(directory.path() / "moved", file);
    EXPECT_EQ(journal->gone(), "");
}

// Numbers that a member proves to have been given are left out at once.
TEST_F(JournalMisfit, LeavesOutWhatIsProved) {
    open();
    append({said(1, "x")});
    EXPECT_EQ(journal->leave_out({500'000}), std::nullopt);
    EXPECT_EQ(journal->leave_out({400'000}), std::nullopt);
    EXPECT_EQ(journal->head(), Sequence{500'000});
    EXPECT_TRUE(journal->is_lost({{2}, {2}}));
    append({said(500'001, "y")});
    open({.keep_events = 2});
    tidy();
    EXPECT_THAT(sequences(), ElementsAre(1, 500'001)) << "numbers that are left out count not";
}

// The journal knows the key that the room had.
TEST_F(JournalMisfit, KnowsTheKeyOfTheRoom) {
    open();
    EXPECT_EQ(journal->exchange_key("one"), std::nullopt);
    open();
    EXPECT_EQ(journal->exchange_key("one"), "one");
    EXPECT_EQ(journal->exchange_key("two"), "one");
    EXPECT_EQ(journal->exchange_key("two"), "two");
}

} // namespace
} // namespace chatroom
