// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/io/backup.hpp"
#include "tests/unit/daemon/io/control_client.hpp"
#include "tests/unit/daemon/io/full_disk.hpp"
#include "tests/unit/daemon/io/sqlite_journal_fixture.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <fcntl.h>

namespace chatroom {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;

class BackupTest : public SqliteJournalFixture {
protected:
    void SetUp() override {
        open();
        append({with_facts(1, {fact("a", "1")}), said(2, "你好")});
    }

    static FileDescriptor open_new(const std::filesystem::path& path) {
        return FileDescriptor(
            ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR));
    }

    void begin(std::uint64_t call, FileDescriptor target) {
        backup.emplace(context, &*journal,
                       [this](const ControlReply& reply) { replies.push_back(reply); });
        backup->begin({call}, "copy", std::move(target));
    }

    /// What became of the calls so far, when so many have an answer.
    void await(std::size_t count) {
        ASSERT_TRUE(chatroom::run_until(context, [&] { return replies.size() >= count; }));
    }

    std::string error(std::size_t place) const { return replies.at(place).reply.error().message; }

    std::filesystem::path copy = directory.path() / "copy";
    boost::asio::io_context context;
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work{
        context.get_executor()};
    std::vector<ControlReply> replies;
    std::optional<Backup> backup;
};

// The copy is the room as it was when the backup began, whatever is said meanwhile; what is said
// then is in the journal alone, and goes on as before when the copy is made.
TEST_F(BackupTest, CopiesTheRoomWhileItGoesOn) {
    begin(1, open_new(copy));
    append({said(3, "meanwhile"), with_facts(4, {fact("a", "2")})});
    await(1);
    const auto done = std::get<control::BackedUp>(replies[0].reply.value());
    EXPECT_EQ(done.sequence, Sequence{2});
    EXPECT_EQ(done.bytes, std::filesystem::file_size(copy));
    append({said(5, "later")});
    open();
    EXPECT_THAT(sequences(), ElementsAre(1, 2, 3, 4, 5));

    const SqliteJournal copied(copy, {});
    EXPECT_THAT(copied.latest(9).value(), SizeIs(2));
    EXPECT_THAT(copied.facts().value(), ElementsAre(fact("a", "1")));
}

// What is recalled while a copy is made is in the copy, and nowhere in the journal afterwards.
TEST_F(BackupTest, EmptiesTheLogAfterwards) {
    begin(1, open_new(copy));
    auto recall = record(3, EventKind::recalled, "小明");
    recall.event->about = {2};
    append({recall});
    await(1);
    EXPECT_EQ(std::filesystem::file_size(file.string() + "-wal"), 0U);
    EXPECT_EQ(read(2, 1).at(0).text, "");
}

// One backup is made at a time; the other is refused at once.
TEST_F(BackupTest, IsMadeOneAtATime) {
    begin(1, open_new(copy));
    backup->begin({2}, "other", open_new(directory.path() / "other"));
    EXPECT_EQ(error(0), "another backup is being made");
    await(2);
    EXPECT_TRUE(replies[1].reply.has_value());
    backup->begin({3}, "third", open_new(directory.path() / "third"));
    await(3);
    EXPECT_TRUE(replies[2].reply.has_value());
}

// Only a regular file that is new will do: nothing is overwritten, and no pipe is waited for.
TEST_F(BackupTest, RefusesOtherFiles) {
    const auto needs_file = HasSubstr("a regular file that is new and empty");
    begin(1, FileDescriptor());
    EXPECT_THAT(error(0), needs_file);
    int pipe_ends[2];
    ASSERT_EQ(::pipe2(pipe_ends, O_CLOEXEC), 0);
    const FileDescriptor reading(pipe_ends[0]);
    backup->begin({2}, "pipe", FileDescriptor(pipe_ends[1]));
    EXPECT_THAT(error(1), needs_file);
    backup->begin({3}, "old", FileDescriptor(::open(file.c_str(), O_WRONLY | O_CLOEXEC)));
    EXPECT_THAT(error(2), needs_file);
    backup.emplace(context, nullptr,
                   [this](const ControlReply& reply) { replies.push_back(reply); });
    backup->begin({4}, "none", open_new(copy));
    EXPECT_EQ(error(3), "this daemon has no file that could be backed up");
}

// A full disk, and a file that was not opened for writing, are errors in words; the room goes on.
TEST_F(BackupTest, TellsThatItCannotWrite) {
    open_new(copy);
    begin(1, FileDescriptor(::open(copy.c_str(), O_RDONLY | O_CLOEXEC)));
    await(1);
    EXPECT_EQ(error(0), "the backup failed: cannot write the file: Bad file descriptor");
    const auto other = directory.path() / "other";
    {
        const FullDisk full;
        backup->begin({2}, "other", open_new(other));
        await(2);
    }
    EXPECT_EQ(error(1), "the backup failed: cannot write the file: File too large");
    append({said(3, "and on")});
}

// A daemon that ends while it copies does not wait for the end of the copy.
TEST_F(BackupTest, IsGivenUpAtTheEnd) {
    begin(1, open_new(copy));
    backup.reset();
    journal->end_backup();
    append({said(3, "and on")});
    EXPECT_THAT(sequences(), ElementsAre(1, 2, 3));
}

} // namespace
} // namespace chatroom
