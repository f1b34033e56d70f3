// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/io/backup.hpp"
#include "daemon/io/restore.hpp"
#include "tests/unit/daemon/io/full_disk.hpp"
#include "tests/unit/daemon/io/sqlite_journal_fixture.hpp"

#include <fstream>

#include <unistd.h>

namespace chatroom {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

class RestoreTest : public SqliteJournalFixture {
protected:
    static constexpr auto distance = NumberReserve::safe_distance;

    /// A room with so many events and a fact, and a copy of it in `backup`.
    void make_backup(std::uint64_t count) {
        open();
        // What there is one of, such as the topic, has no key.
        std::vector<Record> records{with_facts(
            1, {fact("", "one of its kind"), fact("a", std::string(3, '\0')), fact("b", "")})};
        for (std::uint64_t sequence = 2; sequence <= count; ++sequence) {
            records.push_back(
                said(sequence, "line " + std::to_string(sequence) + " " + std::string(100, 'x')));
        }
        append(records);
        journal.reset();
        std::filesystem::copy_file(file, backup);
        std::filesystem::create_directory(state);
    }

    Restored restore() const { return restore_journal(backup, state); }

    std::string refusal_of_restore() const {
        try {
            restore();
            return "it was restored";
        } catch (const std::runtime_error& error) {
            return error.what();
        }
    }

    std::vector<std::string> files_in_state() const {
        std::vector<std::string> names;
        for (const auto& entry : std::filesystem::directory_iterator(state)) {
            names.push_back(entry.path().filename());
        }
        std::sort(names.begin(), names.end());
        return names;
    }

    void open_restored() {
        file = state / "room.db";
        open();
    }

    std::filesystem::path backup = directory.path() / "backup";
    std::filesystem::path state = directory.path() / "state";
};

// A restored room has all that the backup has. Its numbers go on far above, and those in between
// count as lost, so members see a gap where something was said that nobody has any more.
TEST_F(RestoreTest, BringsARoomBack) {
    make_backup(2500);
    const auto restored = restore();
    EXPECT_EQ(restored.events, 2500U);
    EXPECT_EQ(restored.latest, Sequence{2500});
    EXPECT_EQ(restored.go_on_above, Sequence{2500 + distance});
    EXPECT_THAT(restored.damage, IsEmpty());
    EXPECT_THAT(files_in_state(), ElementsAre("numbers", "room.db"));
    open();
    const auto before = latest(3000);
    open_restored();
    EXPECT_EQ(latest(3000), before);
    EXPECT_THAT(facts(), ElementsAre(fact("", "one of its kind"), fact("a", std::string(3, '\0')),
                                     fact("b", "")));
    EXPECT_EQ(journal->head(), Sequence{2500 + distance});
    EXPECT_EQ(journal->set_back(), "");
    EXPECT_TRUE(journal->is_lost({{2501}, {2501}}));
    EXPECT_FALSE(journal->is_lost({{1}, {2500}}));
    append({said(2501 + distance, "on we go")});
    open();
    EXPECT_FALSE(journal->is_lost({{2501 + distance}, {9'000'000}}));
    EXPECT_EQ(journal->head(), Sequence{2501 + distance});
}

// Numbers go on above those that a file left from before knows to be given, and above those of a
// restore before.
TEST_F(RestoreTest, GoesOnAboveAllThatIsKnown) {
    make_backup(5);
    std::ofstream(state / "numbers") << "7000000\n";
    EXPECT_EQ(restore().go_on_above, Sequence{7'000'000 + distance});
    open_restored();
    journal.reset();
    std::filesystem::rename(file, directory.path() / "second");
    std::filesystem::remove(state / "numbers");
    const auto again = restore_journal(directory.path() / "second", state);
    EXPECT_EQ(again.go_on_above, Sequence{7'000'000 + 2 * distance});
}

// Nothing is restored over a room, be it a link that leads nowhere.
TEST_F(RestoreTest, OverwritesNoRoom) {
    make_backup(5);
    std::filesystem::create_symlink("nowhere", state / "room.db");
    EXPECT_THAT(refusal_of_restore(),
                HasSubstr("there is a room in " + state.string() + " already: stop the daemon"));
    EXPECT_THAT(files_in_state(), ElementsAre("room.db"));
    std::filesystem::rename(state / "room.db", state / "room.db-wal");
    EXPECT_THAT(refusal_of_restore(), HasSubstr("already"));
}

// What is no backup is refused in words, and leaves nothing behind.
TEST_F(RestoreTest, RefusesWhatIsNoBackup) {
    make_backup(500);
    const auto whole = std::filesystem::file_size(backup);
    std::filesystem::resize_file(backup, whole / 2);
    EXPECT_EQ(refusal_of_restore(), "cannot restore " + backup.string() + ": it is cut off: of " +
                                        std::to_string(whole) + " bytes only " +
                                        std::to_string(whole / 2) + " are there");
    std::filesystem::resize_file(backup, 0);
    EXPECT_THAT(refusal_of_restore(), HasSubstr("it is no backup of a room"));
    std::ofstream(backup) << std::string(5000, 'x');
    EXPECT_THAT(refusal_of_restore(), HasSubstr("it is no backup of a room"));
    std::filesystem::remove(backup);
    EXPECT_THAT(refusal_of_restore(), HasSubstr("it cannot be read"));
    std::filesystem::create_directory(backup);
    EXPECT_THAT(refusal_of_restore(), HasSubstr("no regular file"));
    std::filesystem::remove(backup);
    SQLite::Database(backup.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE)
        .exec("CREATE TABLE strange (x)");
    EXPECT_THAT(refusal_of_restore(), HasSubstr("it is the database of another program"));
    EXPECT_THAT(files_in_state(), IsEmpty());
}

// Of a backup with damage all is restored that can be read, into files without damage: also what
// cannot be trimmed in the old ones.
TEST_F(RestoreTest, LeavesDamageBehind) {
    make_backup(2000);
    std::fstream stream(backup, std::ios::binary | std::ios::in | std::ios::out);
    const std::string bytes{std::istreambuf_iterator<char>(stream), {}};
    const auto page = bytes.find("line 1000 ") / 4096;
    stream.clear();
    stream.seekp(static_cast<std::streamoff>(page * 4096));
    stream << std::string(4096, '\xa5');
    stream.close();
    const auto restored = restore();
    ASSERT_THAT(restored.damage, SizeIs(1));
    EXPECT_LT(restored.events, 2000U);
    EXPECT_GT(restored.events, 1900U);
    open_restored();
    tidy();
    EXPECT_THAT(journal->damage(), IsEmpty());
    EXPECT_TRUE(journal->is_lost(restored.damage.front()));
    EXPECT_EQ(sequences().size(), restored.events);
}

// A full disk is an error in words, and leaves nothing behind.
TEST_F(RestoreTest, LeavesNothingBehindOnAFullDisk) {
    make_backup(500);
    std::string refused;
    {
        const FullDisk full;
        refused = refusal_of_restore();
    }
    EXPECT_THAT(refused, HasSubstr("cannot restore " + backup.string()));
    EXPECT_THAT(files_in_state(), IsEmpty());
    EXPECT_EQ(restore().events, 500U);
}

} // namespace
} // namespace chatroom
