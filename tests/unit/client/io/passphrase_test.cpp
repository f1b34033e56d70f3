// SPDX-License-Identifier: GPL-3.0-or-later
// The passphrase of a room, typed or in a file.
#include "client/io/passphrase.hpp"
#include "client/io/private_file.hpp"
#include "tests/temporary_directory.hpp"

#include <gtest/gtest.h>

namespace chatroom {

namespace {

class PassphraseTest : public testing::Test {
protected:
    std::string read(std::string_view contents) const {
        replace_file(file_, contents);
        return std::string(read_passphrase(file_).view());
    }

    FileFault fault(std::string_view contents) const {
        try {
            ADD_FAILURE() << "taken: " << read(contents);
        } catch (const FileError& error) {
            return error.fault;
        }
        return {};
    }

    TemporaryDirectory directory_;
    std::filesystem::path file_ = directory_.path() / "passphrase";
};

// One line of 1 to 256 bytes of UTF-8 is a passphrase.
TEST_F(PassphraseTest, IsALine) {
    EXPECT_TRUE(is_passphrase("x"));
    EXPECT_TRUE(is_passphrase(" 芝麻 开门\t"));
    EXPECT_TRUE(is_passphrase(std::string(256, 'x')));
    EXPECT_FALSE(is_passphrase(""));
    EXPECT_FALSE(is_passphrase(std::string(257, 'x')));
    EXPECT_FALSE(is_passphrase("\xFF"));
    EXPECT_FALSE(is_passphrase("a\nb"));
    EXPECT_FALSE(is_passphrase("a\r"));
}

// It is the first line of the file, without the end of the line but with all spaces.
TEST_F(PassphraseTest, IsTheFirstLine) {
    EXPECT_EQ(read("open sesame\n"), "open sesame");
    EXPECT_EQ(read("open sesame\r\n"), "open sesame");
    EXPECT_EQ(read(" open sesame "), " open sesame ");
    EXPECT_EQ(read("open sesame\n\n# not this\n"), "open sesame");
    EXPECT_EQ(read(std::string(256, 'x') + "\r\n"), std::string(256, 'x'));
}

// A file that does not begin with one is refused.
TEST_F(PassphraseTest, IsNothingElse) {
    for (const std::string& contents :
         {std::string(), std::string("\nsesame\n"), std::string("a\rb\n"), std::string("\xFF\n"),
          std::string(257, 'x')}) {
        EXPECT_EQ(fault(contents), FileFault::no_passphrase) << contents;
    }
    EXPECT_EQ(fault(std::string(1'000'000, 'x')), FileFault::damaged);
}

// A file that is missing or that others may read is refused.
TEST_F(PassphraseTest, IsASecret) {
    EXPECT_THROW(read_passphrase(file_), FileError);
    EXPECT_EQ(read("sesame"), "sesame");
    std::filesystem::permissions(file_, static_cast<std::filesystem::perms>(0644));
    EXPECT_THROW(read_passphrase(file_), FileError);
}

} // namespace

} // namespace chatroom
