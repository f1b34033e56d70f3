// SPDX-License-Identifier: GPL-3.0-or-later
// Files that belong to the user alone.
#include "client/io/private_file.hpp"
#include "tests/support/disk_watch.hpp"
#include "tests/temporary_directory.hpp"

#include <fstream>
#include <functional>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

namespace chatroom {

namespace {

namespace fs = std::filesystem;

unsigned mode_of(const fs::path& path) {
    return static_cast<unsigned>(fs::status(path).permissions());
}

void write(const fs::path& file, std::string_view contents) {
    std::ofstream(file) << contents;
}

std::optional<FileFault> fault_of(const std::function<void()>& act) {
    try {
        act();
    } catch (const FileError& error) {
        return error.fault;
    }
    return std::nullopt;
}

class PrivateFileTest : public testing::Test {
protected:
    /// What is in the directory.
    std::vector<std::string> names() const {
        std::vector<std::string> names;
        for (const auto& entry : fs::directory_iterator(directory_.path())) {
            names.push_back(entry.path().filename());
        }
        return names;
    }

    /// What is in the file, which must be a secret.
    std::optional<std::string> secret(std::size_t max_bytes) const {
        const auto contents = read_secret(file_, max_bytes);
        return contents ? std::optional<std::string>(contents->view()) : std::nullopt;
    }

    TemporaryDirectory directory_;
    fs::path file_ = directory_.path() / "file";
};

// A file is made once, whole, for its owner alone, whatever the umask is.
TEST_F(PrivateFileTest, IsMadeOnce) {
    const auto before = ::umask(0);
    EXPECT_TRUE(create_file(file_, "one"));
    ::umask(before);
    EXPECT_FALSE(create_file(file_, "two"));
    EXPECT_EQ(secret(3), "one");
    EXPECT_EQ(mode_of(file_), 0600U);
    EXPECT_THAT(names(), testing::ElementsAre("file"));
}

// A file is on the disk when it is made or replaced, and so is its name.
TEST_F(PrivateFileTest, IsOnTheDisk) {
    DiskWatch disk(directory_.path());
    create_file(file_, "one");
    EXPECT_THAT(disk.take(), testing::ElementsAre("sync file.? 3", "link file.? file", "sync ."));
    replace_file(file_, "three");
    EXPECT_THAT(disk.take(), testing::ElementsAre("sync file.? 5", "rename file.? file", "sync ."));
}

// The directories it needs are made with it, and nobody else can look into them.
TEST_F(PrivateFileTest, MakesItsDirectories) {
    const auto deep = directory_.path() / "a/b";
    EXPECT_TRUE(create_file(deep / "file", "x"));
    EXPECT_EQ(mode_of(deep), 0700U);
    EXPECT_EQ(mode_of(deep.parent_path()), 0700U);
}

// A file's contents are replaced, and nothing else is left behind.
TEST_F(PrivateFileTest, IsReplaced) {
    replace_file(file_, "one");
    replace_file(file_, "two");
    EXPECT_EQ(read_file(file_, 3), "two");
    EXPECT_EQ(mode_of(file_), 0600U);
    EXPECT_THAT(names(), testing::ElementsAre("file"));
}

// A file that is not there is not an error.
TEST_F(PrivateFileTest, MayBeMissing) {
    EXPECT_EQ(secret(3), std::nullopt);
    EXPECT_EQ(read_file(directory_.path() / "no/file", 3), std::nullopt);
}

// A secret that others may read is refused, and one that is too long is no such file.
TEST_F(PrivateFileTest, IsRefusedIfItIsNotPrivate) {
    write(file_, "secret");
    for (const unsigned mode : {0640U, 0604U, 0620U, 0601U}) {
        fs::permissions(file_, static_cast<fs::perms>(mode));
        EXPECT_EQ(fault_of([&] { read_secret(file_, 6); }), FileFault::open_to_others);
        EXPECT_EQ(read_file(file_, 6), "secret");
    }
    fs::permissions(file_, static_cast<fs::perms>(0400));
    EXPECT_EQ(secret(6), "secret");
    EXPECT_EQ(fault_of([&] { read_file(file_, 5); }), FileFault::damaged);
    EXPECT_EQ(fault_of([&] { read_secret(file_, 5); }), FileFault::damaged);
}

// What the system does not allow is told with the file and the reason.
TEST_F(PrivateFileTest, TellsWhyItCannotBeUsed) {
    EXPECT_EQ(fault_of([&] { read_file(directory_.path(), 5); }), FileFault::failed);
    write(file_, "");
    try {
        create_file(file_ / "below", "x");
        FAIL() << "a file is no directory";
    } catch (const FileError& error) {
        EXPECT_EQ(error.what(), (file_ / "below").string() + ": Not a directory");
    }
    EXPECT_EQ(fault_of([&] { replace_file(directory_.path(), "x"); }), FileFault::failed);
}

// A lock can be had again once it is given back.
TEST_F(PrivateFileTest, CanBeLockedAgain) {
    { const FileLock lock(file_); }
    const FileLock lock(file_);
    EXPECT_EQ(mode_of(file_.string() + ".lock"), 0600U);
}

// Whoever has it for ever keeps nobody waiting for ever.
TEST_F(PrivateFileTest, IsNotWaitedForWithoutEnd) {
    const FileLock lock(file_);
    try {
        const FileLock another(file_);
        FAIL() << "it is locked";
    } catch (const FileError& error) {
        EXPECT_EQ(error.what(), file_.string() + ": another program keeps it locked");
    }
}

} // namespace

} // namespace chatroom
