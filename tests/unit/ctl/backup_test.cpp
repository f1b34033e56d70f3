// SPDX-License-Identifier: GPL-3.0-or-later
// What chatroomctl does with the file of a backup, which a stub of the daemon is passed.
#include "ctl/backup_file.hpp"
#include "ctl/run.hpp"
#include "tests/unit/ctl/stub_daemon.hpp"

#include <fstream>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

namespace chatroom {
namespace {

/// Reads the request, and the descriptor that has to come with it.
int receive_descriptor(int connection) {
    char byte = 0;
    iovec data{.iov_base = &byte, .iov_len = 1};
    alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int))];
    msghdr message{};
    message.msg_iov = &data;
    message.msg_iovlen = 1;
    message.msg_control = control;
    message.msg_controllen = sizeof control;
    if (::recvmsg(connection, &message, 0) != 1 || CMSG_FIRSTHDR(&message) == nullptr) {
        return -1;
    }
    int passed = -1;
    std::copy_n(CMSG_DATA(CMSG_FIRSTHDR(&message)), sizeof passed,
                reinterpret_cast<unsigned char*>(&passed));
    receive_request(connection);
    return passed;
}

/// Plays a daemon that writes into the file, and answers that.
StubDaemon::Behaviour writes_and_answers(std::string result) {
    return [result = std::move(result)](int connection) {
        const int file = receive_descriptor(connection);
        const bool is_written = ::write(file, "room", 4) == 4;
        ::close(file);
        send_bytes(connection, R"({"jsonrpc":"2.0","id":1,)" +
                                   (is_written ? result : R"("result":{})") + "}\n");
    };
}

class BackupCommand : public testing::Test {
protected:
    ExitCode run_backup(const StubDaemon& daemon) {
        const auto none = [](std::string_view) { return std::optional<std::string>(); };
        return run({"--socket", daemon.socket().string(), "backup", file.string()}, none,
                   {in, out, err});
    }

    std::string text() const {
        std::ifstream stream(file);
        return {std::istreambuf_iterator<char>(stream), {}};
    }

    TemporaryDirectory directory;
    std::filesystem::path file = directory.path() / "copy";
    std::istringstream in;
    std::ostringstream out;
    std::ostringstream err;
};

// The daemon writes into the file that it is passed, which only its owner may read.
TEST_F(BackupCommand, PassesTheFile) {
    const StubDaemon daemon(
        writes_and_answers(R"("result":{"file":"copy","bytes":4,"sequence":7})"));
    EXPECT_EQ(run_backup(daemon), ExitCode::done) << err.str();
    EXPECT_EQ(out.str(), "copy has the room up to event 7 (4 bytes)\n");
    EXPECT_EQ(text(), "room");
    EXPECT_EQ(std::filesystem::status(file).permissions(), std::filesystem::perms(0600));
}

// A backup that failed leaves no file behind.
TEST_F(BackupCommand, LeavesNothingBehind) {
    const StubDaemon daemon(
        writes_and_answers(R"("error":{"code":1,"message":"the backup failed: disk full"})"));
    EXPECT_EQ(run_backup(daemon), ExitCode::failed);
    EXPECT_EQ(err.str(), "chatroomctl: the backup failed: disk full\n");
    EXPECT_FALSE(std::filesystem::exists(file));
}

// A file that is there, and a link wherever it leads, are not touched.
TEST_F(BackupCommand, OverwritesNothing) {
    const StubDaemon daemon(answers("never asked"));
    std::ofstream(file) << "precious";
    EXPECT_EQ(run_backup(daemon), ExitCode::failed);
    EXPECT_EQ(err.str(), "chatroomctl: cannot make " + file.string() +
                             ": there is one already; choose another name, or remove it\n");
    EXPECT_EQ(text(), "precious");
    std::filesystem::remove(file);
    std::filesystem::create_symlink(directory.path() / "elsewhere", file);
    EXPECT_EQ(run_backup(daemon), ExitCode::failed);
    EXPECT_FALSE(std::filesystem::exists(directory.path() / "elsewhere"));
    EXPECT_TRUE(std::filesystem::is_symlink(file));
}

// A directory that is not there is an error in words.
TEST_F(BackupCommand, NeedsTheDirectory) {
    const StubDaemon daemon(answers("never asked"));
    file = directory.path() / "missing" / "copy";
    EXPECT_EQ(run_backup(daemon), ExitCode::failed);
    EXPECT_EQ(err.str(),
              "chatroomctl: cannot make " + file.string() + ": No such file or directory\n");
}

} // namespace
} // namespace chatroom
