// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/durable_file.hpp"
#include "tests/support/disk_watch.hpp"
#include "tests/temporary_directory.hpp"

#include <fstream>
#include <iterator>
#include <stdexcept>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace chatroom {
namespace {

namespace fs = std::filesystem;

using testing::ElementsAre;

class DurableFile : public testing::Test {
protected:
    std::string content() {
        std::ifstream file(path);
        return {std::istreambuf_iterator<char>(file), {}};
    }

    /// What is in the directory.
    std::vector<std::string> names() const {
        std::vector<std::string> result;
        for (const auto& entry : fs::directory_iterator(directory.path())) {
            result.push_back(entry.path().filename());
        }
        return result;
    }

    /// Why it cannot be written.
    std::string refusal() {
        try {
            write_durably(path, "x");
            return "it was written";
        } catch (const std::runtime_error& error) {
            return error.what();
        }
    }

    TemporaryDirectory directory;
    fs::path path = directory.path() / "file";
};

// The text is the whole of the file, which is its owner's alone, and nothing else is left.
TEST_F(DurableFile, HoldsTheText) {
    write_durably(path, "text\n");
    EXPECT_EQ(content(), "text\n");
    EXPECT_EQ(fs::status(path).permissions(), fs::perms(0600));
    EXPECT_THAT(names(), ElementsAre("file"));
}

// An older content is replaced, however long it was and whoever had access to it.
TEST_F(DurableFile, ReplacesWhatWasThere) {
    std::ofstream(path) << "a longer text";
    fs::permissions(path, fs::perms(0644));
    write_durably(path, "short");
    EXPECT_EQ(content(), "short");
    EXPECT_EQ(fs::status(path).permissions(), fs::perms(0600));
}

// The text is on the disk before it has its name, and the name before anybody goes on.
TEST_F(DurableFile, IsSyncedBeforeItIsNamed) {
    DiskWatch disk(directory.path());
    write_durably(path, "text");
    EXPECT_THAT(disk.take(), ElementsAre("sync file.? 4", "rename file.? file", "sync ."));
    fs::remove(path);
    create_durably(path, "text");
    EXPECT_THAT(disk.take(), ElementsAre("sync file.? 4", "link file.? file", "sync ."));
}

// A file that is to be made stays as it is if there is one, and nothing else is left.
TEST_F(DurableFile, IsMadeOnce) {
    EXPECT_TRUE(create_durably(path, "one"));
    EXPECT_FALSE(create_durably(path, "two"));
    EXPECT_EQ(content(), "one");
    EXPECT_EQ(fs::status(path).permissions(), fs::perms(0600));
    EXPECT_THAT(names(), ElementsAre("file"));
}

// A file gets another name, in place of what had it; what is not there cannot.
TEST_F(DurableFile, GetsAnotherName) {
    write_durably(path, "old");
    const auto made = directory.path() / "made";
    write_durably(made, "new");
    rename_durably(made, path);
    EXPECT_EQ(content(), "new");
    EXPECT_THAT(names(), ElementsAre("file"));
    EXPECT_THROW(rename_durably(made, path), WriteError);
}

// A file that cannot be written is told with its path and the reason, and stays what it was.
TEST_F(DurableFile, SaysWhyItCannotBeWritten) {
    fs::create_directories(path / "occupied");
    EXPECT_EQ(refusal(), "cannot write " + path.string() + ": Is a directory");
    EXPECT_THAT(names(), ElementsAre("file"));
    path = directory.path() / "missing/file";
    EXPECT_EQ(refusal(), "cannot write " + path.string() + ": No such file or directory");
}

} // namespace
} // namespace chatroom
