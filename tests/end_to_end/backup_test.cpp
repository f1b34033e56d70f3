// SPDX-License-Identifier: GPL-3.0-or-later
// A room that is copied while people chat, and made again from the copy.
#include "tests/end_to_end/daemon_process.hpp"

#include <csignal>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

namespace chatroom::end_to_end {
namespace {

using testing::HasSubstr;

class BackupOfARoom : public testing::Test {
protected:
    BackupOfARoom() {
        alice.enter("Alice");
        alice.send("C Alice before");
        alice.expect_nothing(); // It was taken.
        EXPECT_EQ(daemon.ctl({"log", "-n", "1"}).status, 0);
    }

    /// Runs chatroomd --restore on the daemon's state.
    Ran restore() {
        auto arguments = daemon.arguments();
        arguments.insert(arguments.end(), {"--restore", copy.string()});
        return run_program(arguments);
    }

    TemporaryDirectory directory;
    std::filesystem::path copy = directory.path() / "copy";
    DaemonProcess daemon{{.listen = own_loopback_address()}};
    RawMember alice{daemon.endpoint()};
};

// What was said before the backup is there after a restore, and nothing is that was said later;
// numbers go on above those that were lost.
TEST_F(BackupOfARoom, IsMadeWhilePeopleChatAndRestored) {
    const auto made = daemon.ctl_json({"backup", copy.string()});
    EXPECT_EQ(made.at("sequence"), 2);
    EXPECT_EQ(made.at("bytes"), std::filesystem::file_size(copy));
    struct stat status {};
    ASSERT_EQ(::stat(copy.c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 07777U, 0600U);
    alice.send("C Alice lost");
    alice.expect_nothing(); // It was taken.
    EXPECT_EQ(daemon.ctl_json({"status"}).at("sequence"), 3);
    EXPECT_EQ(daemon.terminate(), 0);

    const auto over_a_room = restore();
    EXPECT_EQ(over_a_room.status, 1);
    EXPECT_THAT(over_a_room.errors, HasSubstr("there is a room in " + daemon.state().string()));
    std::filesystem::remove(daemon.state() / "room.db");
    const auto restored = restore();
    EXPECT_EQ(restored.status, 0) << restored.errors;
    EXPECT_THAT(restored.output, HasSubstr("restored 2 events up to number 2"));
    daemon.start_again();
    const auto log = daemon.ctl({"log"}).output;
    EXPECT_THAT(log, HasSubstr("before"));
    EXPECT_EQ(log.find("lost"), std::string::npos);
    EXPECT_EQ(daemon.ctl({"status"}).output.find("TROUBLE"), std::string::npos);
    alice.send("C Alice after");
    alice.expect_nothing(); // It was taken.
    EXPECT_GT(daemon.ctl_json({"status"}).at("sequence"), 1'000'003);
    EXPECT_THAT(daemon.ctl({"check"}).output, HasSubstr("nothing is damaged"));
}

// A file that is there is not overwritten, a pipe is not waited for, and what is left of a backup
// that failed is nothing.
TEST_F(BackupOfARoom, OverwritesNothing) {
    std::ofstream(copy) << "precious";
    const auto refused = daemon.ctl({"backup", copy.string()});
    EXPECT_EQ(refused.status, 1);
    EXPECT_THAT(refused.errors, HasSubstr("there is one already"));
    EXPECT_EQ(daemon.ctl({"backup", "/dev/full"}).status, 1);
    EXPECT_EQ(daemon.ctl({"backup", (directory.path() / "missing" / "x").string()}).status, 1);
    EXPECT_EQ(daemon.ctl({"backup", directory.path().string()}).status, 1);
    EXPECT_EQ(std::filesystem::file_size(copy), 8U);
}

// A room that has lost its database does not become another one without a word.
TEST_F(BackupOfARoom, BecomesNoNewRoomInSilence) {
    EXPECT_EQ(daemon.terminate(), 0);
    std::filesystem::rename(daemon.state() / "room.db", copy);
    auto refused = run_program(daemon.arguments());
    EXPECT_EQ(refused.status, 1);
    EXPECT_THAT(refused.errors, HasSubstr("room.db is missing, and there was a room here"));
    EXPECT_FALSE(std::filesystem::exists(daemon.state() / "room.db"));
    std::filesystem::rename(copy, daemon.state() / "room.db");
    daemon.start_again();
    EXPECT_EQ(daemon.ctl_json({"status"}).at("sequence"), 2);
}

// A database that is deleted while the daemon runs is told soon after something was said, and can
// be saved.
TEST_F(BackupOfARoom, CanBeSavedWhenItsDatabaseIsDeleted) {
    std::filesystem::remove(daemon.state() / "room.db");
    alice.send("C Alice on");
    daemon.process().errors().wait_for_line("was deleted, moved or replaced");
    EXPECT_THAT(daemon.ctl({"status"}).output, HasSubstr("was deleted, moved or replaced"));
    EXPECT_EQ(daemon.ctl_json({"backup", copy.string()}).at("sequence"), 3);
    EXPECT_EQ(daemon.terminate(), 0);
    std::filesystem::remove(daemon.state() / "room.db-wal");
    EXPECT_EQ(restore().status, 0);
    daemon.start_again();
    EXPECT_THAT(daemon.ctl({"log"}).output, HasSubstr("Alice ： on"));
}

} // namespace
} // namespace chatroom::end_to_end
