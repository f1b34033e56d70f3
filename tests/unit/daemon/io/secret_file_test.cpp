// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/io/secret_file.hpp"
#include "tests/temporary_directory.hpp"

#include <fstream>
#include <optional>
#include <string>

#include <gtest/gtest.h>
#include <sys/stat.h>

namespace chatroom {
namespace {

using Access = SecretFile::Access;

class SecretFileTest : public testing::Test {
protected:
    void write(std::string_view text, mode_t mode = 0600) {
        std::ofstream(path) << text;
        ::chmod(path.c_str(), mode);
    }

    std::string read(std::size_t max_bytes = 100, Access access = Access::owner) {
        return std::string(SecretFile{"the secret", path, access}.read(max_bytes).view());
    }

    /// Why the file is refused; the part that follows its name.
    std::string refusal(Access access = Access::owner) {
        try {
            read(100, access);
            return "it was read";
        } catch (const std::runtime_error& error) {
            const std::string message = error.what();
            const auto prefix = "the secret in " + path.string() + ": ";
            EXPECT_TRUE(message.starts_with(prefix)) << message;
            return message.substr(prefix.size());
        }
    }

    TemporaryDirectory directory;
    std::filesystem::path path = directory.path() / "secret";
};

// What is in the file is read as it is, whatever it is.
TEST_F(SecretFileTest, IsRead) {
    write({"a\0b\n", 4});
    EXPECT_EQ(read(), std::string("a\0b\n", 4));
    write("");
    EXPECT_EQ(read(), "");
}

// Of a longer file only the beginning is read, so that a wrong path does not fill the memory.
TEST_F(SecretFileTest, IsReadUpToTheLimit) {
    write("12345");
    EXPECT_EQ(read(4), "1234");
    EXPECT_EQ(read(5), "12345");
    EXPECT_EQ(read(6), "12345");
}

// Whoever else could have read it may have done so: then it is no secret any more.
TEST_F(SecretFileTest, IsItsOwnersAlone) {
    for (const mode_t mode : {0610U, 0620U, 0640U, 0601U, 0602U, 0604U, 0666U}) {
        write("x", mode);
        EXPECT_EQ(refusal(), "others than its owner have access to it: chmod go= " + path.string())
            << mode;
    }
    write("x", 0700);
    EXPECT_EQ(read(), "x");
}

// Where it says so the group may have access, too.
TEST_F(SecretFileTest, IsItsGroups) {
    for (const mode_t mode : {0641U, 0642U, 0644U}) {
        write("x", mode);
        EXPECT_EQ(refusal(Access::owner_and_group),
                  "others than its owner and group have access to it: chmod o= " + path.string())
            << mode;
    }
    write("x", 0660);
    EXPECT_EQ(read(1, Access::owner_and_group), "x");
}

// What is no file is refused, and nothing is waited for.
TEST_F(SecretFileTest, IsAFile) {
    EXPECT_EQ(refusal(), "No such file or directory");
    std::filesystem::create_directory(path);
    EXPECT_EQ(refusal(), "it is no regular file");
    std::filesystem::remove(path);
    ASSERT_EQ(::mkfifo(path.c_str(), 0600), 0);
    EXPECT_EQ(refusal(), "it is no regular file");
}

} // namespace
} // namespace chatroom
