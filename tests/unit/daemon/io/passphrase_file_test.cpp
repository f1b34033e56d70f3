// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/io/passphrase_file.hpp"
#include "tests/temporary_directory.hpp"

#include <fstream>
#include <stdexcept>

#include <gtest/gtest.h>

namespace chatroom {
namespace {

namespace fs = std::filesystem;

class PassphraseFile : public testing::Test {
protected:
    /// The passphrase in a file of that content and mode, or why there is none.
    std::string passphrase_in(std::string_view text, unsigned mode = 0640) {
        std::ofstream(path) << text;
        fs::permissions(path, fs::perms(mode));
        return passphrase();
    }

    std::string passphrase() {
        try {
            return std::string(read_passphrase(path).view());
        } catch (const std::runtime_error& error) {
            return error.what();
        }
    }

    std::string refused(const std::string& why) {
        return "the passphrase of the room in " + path.string() + ": " + why;
    }

    TemporaryDirectory directory;
    fs::path path = directory.path() / "passphrase";
};

// The passphrase is the first line, however the line ends, and nothing is taken off it.
TEST_F(PassphraseFile, IsTheFirstLine) {
    for (const std::string_view text : {"芝麻 开门 ", "芝麻 开门 \n", "芝麻 开门 \r\n",
                                        "芝麻 开门 \r", "芝麻 开门 \n# the old one\nsesame\n"}) {
        EXPECT_EQ(passphrase_in(text), "芝麻 开门 ") << text;
    }
}

// It has 1 to 256 bytes.
TEST_F(PassphraseFile, HasLimits) {
    const std::string longest(256, 'x');
    for (const std::string_view end : {"", "\n", "\r\n", "\nmore", "\r\nmore"}) {
        EXPECT_EQ(passphrase_in("x" + std::string(end)), "x");
        EXPECT_EQ(passphrase_in(longest + std::string(end)), longest);
        EXPECT_EQ(passphrase_in(longest + "x" + std::string(end)),
                  refused("its first line must have 1 to 256 bytes"));
        EXPECT_EQ(passphrase_in(end), refused("its first line must have 1 to 256 bytes"));
    }
    EXPECT_EQ(passphrase_in(std::string(100'000, 'x')),
              refused("its first line must have 1 to 256 bytes"));
}

// It is UTF-8, so that everybody can type it.
TEST_F(PassphraseFile, IsUtf8) {
    EXPECT_EQ(passphrase_in("ses\xE1me\n"), refused("its first line must be UTF-8"));
}

// The group may read it, for that is how the service does, but nobody else.
TEST_F(PassphraseFile, IsASecret) {
    EXPECT_EQ(passphrase_in("sesame\n", 0600), "sesame");
    EXPECT_EQ(passphrase_in("sesame\n", 0640), "sesame");
    EXPECT_EQ(
        passphrase_in("sesame\n", 0644),
        refused("others than its owner and group have access to it: chmod o= " + path.string()));
}

// A file that is not there is told with the reason.
TEST_F(PassphraseFile, MustBeThere) {
    EXPECT_EQ(passphrase(), refused("No such file or directory"));
}

} // namespace
} // namespace chatroom
