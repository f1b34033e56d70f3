// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/durable_file.hpp"
#include "tests/temporary_directory.hpp"

#include <fstream>
#include <iterator>
#include <stdexcept>

#include <gtest/gtest.h>

namespace chatroom {
namespace {

namespace fs = std::filesystem;

class DurableFile : public testing::Test {
protected:
    std::string content() {
        std::ifstream file(path);
        return {std::istreambuf_iterator<char>(file), {}};
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
    fs::path temporary = directory.path() / "file.new";
};

// The text is the whole of the file, which is its owner's alone, and nothing else is left.
TEST_F(DurableFile, HoldsTheText) {
    write_durably(path, "text\n");
    EXPECT_EQ(content(), "text\n");
    EXPECT_EQ(fs::status(path).permissions(), fs::perms(0600));
    EXPECT_FALSE(fs::exists(temporary));
}

// An older content is replaced, however long it was and whoever had access to it.
TEST_F(DurableFile, ReplacesWhatWasThere) {
    std::ofstream(path) << "a longer text";
    fs::permissions(path, fs::perms(0644));
    write_durably(path, "short");
    EXPECT_EQ(content(), "short");
    EXPECT_EQ(fs::status(path).permissions(), fs::perms(0600));
}

// What a crash has left half done is no obstacle, and nothing that points elsewhere is followed.
TEST_F(DurableFile, BeginsAnew) {
    const auto elsewhere = directory.path() / "elsewhere";
    std::ofstream(elsewhere) << "untouched";
    fs::create_symlink(elsewhere, temporary);
    write_durably(path, "text");
    EXPECT_EQ(content(), "text");
    EXPECT_FALSE(fs::is_symlink(path));
    EXPECT_EQ(fs::file_size(elsewhere), 9U);
}

// A file that cannot be written is told with its path and the reason, and stays what it was.
TEST_F(DurableFile, SaysWhyItCannotBeWritten) {
    std::ofstream(path) << "old";
    fs::create_directories(temporary / "occupied");
    EXPECT_EQ(refusal(), "cannot write " + path.string() + ": File exists");
    EXPECT_EQ(content(), "old");
    path = directory.path() / "missing/file";
    EXPECT_EQ(refusal(), "cannot write " + path.string() + ": No such file or directory");
}

} // namespace
} // namespace chatroom
