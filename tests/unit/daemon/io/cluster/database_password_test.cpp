// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/durable_file.hpp"
#include "daemon/io/cluster/database_password.hpp"
#include "tests/temporary_directory.hpp"

#include <cstdlib>
#include <stdexcept>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

namespace chatroom {
namespace {

using testing::HasSubstr;

class DatabasePasswordTest : public testing::Test {
protected:
    ~DatabasePasswordTest() override { ::unsetenv("CREDENTIALS_DIRECTORY"); }

    std::string read(const std::filesystem::path& path) {
        const auto password = read_database_password(path);
        EXPECT_EQ(password->view().data()[password->view().size()], '\0');
        return std::string(password->view());
    }

    std::string refusal_of(const std::string& text) {
        write_durably(file, text);
        try {
            return "it was read: " + read(file);
        } catch (const std::runtime_error& error) {
            return error.what();
        }
    }

    TemporaryDirectory folder;
    std::filesystem::path file = folder.path() / "database-password";
};

// It is the first line, without its end, whatever follows.
TEST_F(DatabasePasswordTest, IsTheFirstLine) {
    for (const auto* text : {"open sesame", "open sesame\n", "open sesame\r\nmore\n"}) {
        write_durably(file, text);
        EXPECT_EQ(read(file), "open sesame");
    }
    write_durably(file, std::string(1000, 'x') + "\n");
    EXPECT_EQ(read(file).size(), 1000U);
    write_durably(file, std::string(1000, 'x'));
    EXPECT_EQ(read(file).size(), 1000U);
}

// Without a file it is systemd's credential, and without that there is none.
TEST_F(DatabasePasswordTest, MayBeACredential) {
    EXPECT_FALSE(read_database_password({}));
    ::setenv("CREDENTIALS_DIRECTORY", folder.path().c_str(), 1);
    EXPECT_FALSE(read_database_password({}));
    write_durably(file, "of systemd\n");
    EXPECT_EQ(read({}), "of systemd");
}

// What is none, or is open to others, is refused.
TEST_F(DatabasePasswordTest, WhatIsNone) {
    EXPECT_THAT(refusal_of(""), HasSubstr("its first line must have 1 to 1000 bytes"));
    EXPECT_THAT(refusal_of("\nx\n"), HasSubstr("its first line must have 1 to 1000 bytes"));
    EXPECT_THAT(refusal_of(std::string(1001, 'x')), HasSubstr("must have 1 to 1000 bytes"));
    write_durably(file, "x\n");
    ::chmod(file.c_str(), 0644);
    EXPECT_THROW(read(file), std::runtime_error);
    EXPECT_THROW(read(folder.path() / "missing"), std::runtime_error);
}

} // namespace
} // namespace chatroom
