// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/daemon/io/full_disk.hpp"
#include "tests/unit/daemon/io/sqlite_journal_fixture.hpp"

#include <algorithm>
#include <csignal>
#include <fstream>
#include <iterator>
#include <set>

#include <sys/wait.h>
#include <unistd.h>

namespace chatroom {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class SqliteJournalCrash : public SqliteJournalFixture {
protected:
    /// The events of these numbers.
    static std::vector<Record> conversation(std::uint64_t first, std::uint64_t last) {
        std::vector<Record> result;
        for (auto sequence = first; sequence <= last; ++sequence) {
            result.push_back(said(sequence, std::to_string(sequence)));
        }
        return result;
    }

    /// What the file says up to which number events may have been given.
    std::string numbers() const {
        std::ifstream stream(file.parent_path() / "numbers");
        return {std::istreambuf_iterator<char>(stream), {}};
    }

    /// Copies the files of a journal that may be open: what the machine has if it stops now.
    void copy_to(const std::filesystem::path& other) const {
        std::filesystem::create_directory(other);
        for (const char* name : {"room.db", "room.db-wal", "numbers"}) {
            std::filesystem::copy_file(file.parent_path() / name, other / name);
        }
    }

    /// The machine stops now and starts again: what the open journal does from now on is lost.
    void crash(Retention retention = {}) {
        const auto other = directory.path() / ("start" + std::to_string(++starts));
        copy_to(other);
        file = other / "room.db";
        open(retention);
    }

    int starts = 0;
};

// A disk that takes nothing is an error in words; once there is room again, the journal goes on
// with the number that was not used.
TEST_F(SqliteJournalCrash, SurvivesAFullDisk) {
    open();
    append({with_facts(1, {fact("a", "1")})});
    std::string message;
    std::vector<Fact> kept;
    {
        const FullDisk full;
        message = try_append({said(2, "lost"), with_facts(3, {fact("a", std::nullopt)})});
        kept = facts();
    }
    EXPECT_NE(message, "");
    EXPECT_THAT(kept, ElementsAre(fact("a", "1")));
    EXPECT_EQ(journal->head(), Sequence{1});
    append({said(2, "kept")});
    open();
    EXPECT_EQ(latest(1), std::vector<Event>{*said(2, "kept").event});
    EXPECT_THAT(facts(), ElementsAre(fact("a", "1")));
}

// A disk that is full at the start keeps nobody from reading; once there is room, the journal goes
// on.
TEST_F(SqliteJournalCrash, OpensOnAFullDisk) {
    open();
    append(conversation(1, 3));
    journal.reset();
    std::string message;
    {
        const FullDisk full;
        open();
        EXPECT_THAT(sequences(), ElementsAre(1, 2, 3));
        message = try_append(conversation(4, 4));
    }
    EXPECT_THAT(message, HasSubstr(directory.path().string()));
    append(conversation(4, 4));
    EXPECT_THAT(sequences(), ElementsAre(1, 2, 3, 4));
}

// What a killed daemon had appended is there, and what it had not is not.
TEST_F(SqliteJournalCrash, SurvivesAKill) {
    const auto child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
        open();
        const auto error = try_append({with_facts(1, {fact("a", "1")}), said(2, "你好")});
        ::kill(::getpid(), error.empty() ? SIGKILL : SIGABRT);
    }
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    ASSERT_TRUE(WIFSIGNALED(status));
    ASSERT_EQ(WTERMSIG(status), SIGKILL);
    open();
    EXPECT_THAT(sequences(), ElementsAre(1, 2));
    EXPECT_THAT(facts(), ElementsAre(fact("a", "1")));
    EXPECT_EQ(journal->head(), Sequence{NumberReserve::step});
}

// Two daemons cannot keep one room: the second is told, and the first is not disturbed.
TEST_F(SqliteJournalCrash, IsForOneDaemon) {
    open();
    EXPECT_EQ(refusal(),
              "cannot open the journal " + file.string() + ": another chatroomd is using it");
    append({said(1, "x")});
    const auto child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
        ::_exit(refusal().ends_with("another chatroomd is using it") ? 0 : 1);
    }
    int status = -1;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    EXPECT_EQ(status, 0);
    append({said(2, "y")});
    journal.reset();
    EXPECT_EQ(refusal(), "it was opened");
}

// A crash leaves out the numbers that were reserved: they are a hole, and nothing else is lost.
TEST_F(SqliteJournalCrash, LeavesOutWhatWasReserved) {
    open();
    append(conversation(1, 5));
    EXPECT_EQ(numbers(), "10000\n");
    crash();
    EXPECT_EQ(journal->head(), Sequence{10'000});
    EXPECT_EQ(journal->oldest(), Sequence{1});
    crash(); // Nothing was appended, so nothing more is left out.
    EXPECT_EQ(journal->head(), Sequence{10'000});
    append(conversation(10'001, 10'002));
    EXPECT_THAT(sequences(), ElementsAre(1, 2, 3, 4, 5, 10'001, 10'002));
    EXPECT_THAT(read(4, 3), ElementsAre(*said(4, "4").event, *said(5, "5").event,
                                        *said(10'001, "10001").event));
    EXPECT_THAT(read(500, 1), ElementsAre(*said(10'001, "10001").event));
    EXPECT_EQ(numbers(), "20000\n");
}

// Numbers are reserved before they are given, however many are needed at once.
TEST_F(SqliteJournalCrash, ReservesBeforeItGives) {
    open();
    append(conversation(1, 10'000));
    EXPECT_EQ(numbers(), "10000\n");
    append(conversation(10'001, 10'001));
    EXPECT_EQ(numbers(), "20000\n");
    append(conversation(10'002, 40'001));
    EXPECT_EQ(numbers(), "50000\n");
}

// An end in good order leaves no hole.
TEST_F(SqliteJournalCrash, LeavesOutNothingInGoodOrder) {
    open();
    append(conversation(1, 5));
    journal.reset();
    EXPECT_EQ(numbers(), "5\n");
    open();
    EXPECT_EQ(journal->head(), Sequence{5});
    append(conversation(6, 6));
    open();
    EXPECT_THAT(sequences(), ElementsAre(1, 2, 3, 4, 5, 6));
    crash(); // Nothing was appended, so nothing was reserved.
    EXPECT_EQ(journal->head(), Sequence{6});
    EXPECT_EQ(numbers(), "6\n");
}

// Wherever the write-ahead log ends after a crash, no number is given again that was given before.
TEST_F(SqliteJournalCrash, GivesNoNumberAgainWhenTheLogWasCut) {
    open();
    append(conversation(1, 5));
    for (std::uint64_t sequence = 6; sequence <= 10; ++sequence) {
        append(conversation(sequence, sequence));
    }
    const auto given = sequences();
    const auto crashed = directory.path() / "crashed";
    copy_to(crashed);
    const auto size = std::filesystem::file_size(crashed / "room.db-wal");
    constexpr std::uintmax_t parts = 30; // Several for each append.
    std::set<std::size_t> kept;
    for (std::uintmax_t part = 0; part <= parts; ++part) {
        const auto length = size * part / parts;
        file = crashed / "room.db";
        const auto cut = directory.path() / std::to_string(length);
        copy_to(cut);
        std::filesystem::resize_file(cut / "room.db-wal", length);
        file = cut / "room.db";
        open();
        EXPECT_EQ(journal->head(), Sequence{10'000}) << length;
        auto expected = sequences();
        kept.insert(expected.size());
        ASSERT_LE(expected.size(), given.size());
        EXPECT_TRUE(std::equal(expected.begin(), expected.end(), given.begin())) << length;
        append(conversation(10'001, 10'001));
        expected.push_back(10'001);
        EXPECT_EQ(sequences(), expected) << length;
        open();
        EXPECT_EQ(journal->head(), Sequence{10'001}) << length;
    }
    EXPECT_THAT(kept, ElementsAre(0, 5, 6, 7, 8, 9, 10));
}

// The database of yesterday beside the numbers of today gives no number of today again.
TEST_F(SqliteJournalCrash, GivesNoNumberAgainWhenTheDatabaseIsOlder) {
    open();
    append(conversation(1, 5));
    const auto older = directory.path() / "older";
    copy_to(older);
    append(conversation(6, 15'000));
    std::filesystem::copy_file(directory.path() / "numbers", older / "numbers",
                               std::filesystem::copy_options::overwrite_existing);
    file = older / "room.db";
    open();
    EXPECT_EQ(journal->head(), Sequence{20'000});
    append(conversation(20'001, 20'001));
    EXPECT_THAT(sequences(), ElementsAre(1, 2, 3, 4, 5, 20'001));
}

// A state directory of a version that had no such file goes on after the latest event.
TEST_F(SqliteJournalCrash, GoesByTheDatabaseIfThereIsNothingElse) {
    open();
    append(conversation(1, 5));
    journal.reset();
    std::filesystem::remove(directory.path() / "numbers");
    execute("DELETE FROM notes");
    open();
    EXPECT_EQ(journal->head(), Sequence{5});
    append(conversation(6, 6));
    EXPECT_EQ(numbers(), "10005\n");
}

// A damaged file is refused, with what to do about it, and doing it helps: numbers go on above.
TEST_F(SqliteJournalCrash, RefusesDamagedNumbers) {
    open();
    append(conversation(1, 5));
    journal.reset();
    std::ofstream(directory.path() / "numbers") << "five\n";
    EXPECT_THAT(refusal(), HasSubstr((directory.path() / "numbers").string() + " is damaged"));
    EXPECT_THAT(refusal(), HasSubstr("'echo 1000005 > "));
    EXPECT_EQ(numbers(), "five\n");
    std::ofstream(directory.path() / "numbers") << "1000005\n";
    open();
    EXPECT_EQ(journal->head(), Sequence{1'000'005 + NumberReserve::safe_distance});
    EXPECT_THAT(sequences(), ElementsAre(1, 2, 3, 4, 5));
}

// If no numbers can be reserved, none is given; once there is room again, the journal goes on.
TEST_F(SqliteJournalCrash, GivesNoNumbersItCannotReserve) {
    open();
    append_facts({fact("a", "1")});
    EXPECT_FALSE(std::filesystem::exists(directory.path() / "numbers"));
    std::string message;
    {
        const FullDisk full;
        message = try_append(conversation(1, 1));
    }
    EXPECT_THAT(message, HasSubstr("cannot write " + (directory.path() / "numbers").string()));
    EXPECT_EQ(journal->head(), Sequence{0});
    EXPECT_THAT(sequences(), IsEmpty());
    append(conversation(1, 1));
    EXPECT_THAT(sequences(), ElementsAre(1));
}

// The numbers that were left out do not count as events that the journal keeps.
TEST_F(SqliteJournalCrash, KeepsSoManyEventsAcrossHoles) {
    open({.keep_events = 4});
    append(conversation(1, 3));
    crash({.keep_events = 4});
    append(conversation(10'001, 10'001));
    EXPECT_THAT(sequences(), ElementsAre(1, 2, 3, 10'001));
    crash({.keep_events = 4});
    append(conversation(20'001, 20'002));
    tidy();
    EXPECT_THAT(sequences(), ElementsAre(3, 10'001, 20'001, 20'002));
    EXPECT_EQ(journal->oldest(), Sequence{3});
    open({.keep_events = 4});
    append(conversation(20'003, 20'005));
    tidy();
    EXPECT_THAT(sequences(), ElementsAre(20'002, 20'003, 20'004, 20'005));
}

} // namespace
} // namespace chatroom
