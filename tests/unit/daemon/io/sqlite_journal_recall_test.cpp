// SPDX-License-Identifier: GPL-3.0-or-later
// What is recalled is gone from the disk.
#include "tests/unit/daemon/io/sqlite_journal_fixture.hpp"

#include <fstream>
#include <iterator>

namespace chatroom {
namespace {

using testing::ElementsAre;

class SqliteJournalRecallTest : public SqliteJournalFixture {
protected:
    static Record tombstone(std::uint64_t sequence, std::uint64_t about, std::string name,
                            std::string text = "") {
        auto result = record(sequence, EventKind::recalled, std::move(name), std::move(text));
        result.event->about = {about};
        return result;
    }

    std::vector<std::string> texts() const {
        std::vector<std::string> result;
        for (const auto& event : latest()) {
            result.push_back(event.text);
        }
        return result;
    }

    /// Whether any file of the journal has the bytes, as somebody with the disk would look for
    /// them.
    bool is_on_disk(std::string_view bytes) const {
        for (const auto& entry : std::filesystem::directory_iterator(directory.path())) {
            std::ifstream in(entry.path(), std::ios::binary);
            const std::string content(std::istreambuf_iterator<char>(in), {});
            if (content.find(bytes) != std::string::npos) {
                return true;
            }
        }
        return false;
    }
};

// The text of what is recalled is nowhere in the files, not in the write-ahead log either; the
// event and the others stay.
TEST_F(SqliteJournalRecallTest, ErasesTheText) {
    open();
    for (std::uint64_t number = 1; number <= 40; ++number) {
        append({said(number, "word " + std::to_string(number) + std::string(900, '.'))});
    }
    append({said(41, "my passphrase is hunter2")});
    append({said(42, "oh")});
    EXPECT_TRUE(is_on_disk("hunter2"));
    append({tombstone(43, 41, "小明")});
    EXPECT_FALSE(is_on_disk("hunter2"));
    EXPECT_TRUE(is_on_disk("word 40"));
    const auto last = read(41, 9);
    auto expected = *said(41, "").event;
    EXPECT_THAT(last,
                ElementsAre(expected, *said(42, "oh").event, *tombstone(43, 41, "小明").event));
    open();
    EXPECT_EQ(read(41, 1).front(), expected);
    EXPECT_FALSE(is_on_disk("hunter2"));
}

// Of a range only that author's messages are erased; an announcement is recalled by itself.
TEST_F(SqliteJournalRecallTest, ErasesWhatTheAuthorSaid) {
    open();
    append({said(1, "a"), record(2, EventKind::said, "Bob", "b"), said(3, "c"),
            record(4, EventKind::kicked, "小明", "d"), record(5, EventKind::announced, "", "e"),
            said(6, "f")});
    append({tombstone(7, 1, "小明", "5")});
    EXPECT_THAT(texts(), ElementsAre("", "b", "", "d", "e", "f", "5"));
    append({tombstone(8, 5, "")});
    EXPECT_THAT(texts(), ElementsAre("", "b", "", "d", "", "f", "5", ""));
    append({said(9, "g"), tombstone(10, 9, "小明")}); // In one batch, too.
    EXPECT_EQ(texts()[8], "");
}

// A daemon may have died before it could empty the log, so each start does; other writes need not.
TEST_F(SqliteJournalRecallTest, EmptiesTheLogAtAStart) {
    open();
    append({said(1, "a")});
    EXPECT_GT(std::filesystem::file_size(file.string() + "-wal"), 0U);
    append({tombstone(2, 1, "小明")});
    EXPECT_EQ(std::filesystem::file_size(file.string() + "-wal"), 0U);
    append({said(3, "b")});
    const auto left = directory.path() / "left"; // As a daemon that dies leaves it.
    std::filesystem::create_directory(left);
    for (const auto* name : {"room.db", "room.db-wal", "numbers"}) {
        std::filesystem::copy(directory.path() / name, left / name);
    }
    const SqliteJournal again(left / "room.db", {});
    EXPECT_EQ(std::filesystem::file_size(left / "room.db-wal"), 0U);
    EXPECT_EQ(again.read({3}, 9).value().size(), 1U);
}

} // namespace
} // namespace chatroom
