// SPDX-License-Identifier: GPL-3.0-or-later
// The key by which rooms know a member, on the disk.
#include "client/io/identity.hpp"
#include "client/io/private_file.hpp"
#include "tests/temporary_directory.hpp"

#include <algorithm>
#include <fstream>

#include <gtest/gtest.h>

namespace chatroom {

namespace {

namespace fs = std::filesystem;

/// Chance that always comes out the same.
sealed::FillRandom always(std::uint8_t byte) {
    return [byte](std::span<std::uint8_t> bytes) { std::ranges::fill(bytes, byte); };
}

class IdentityTest : public testing::Test {
protected:
    void write(const std::string& contents) const { replace_file(file_, contents); }

    std::optional<FileFault> fault() const {
        try {
            load_identity(file_, always(1));
        } catch (const FileError& error) {
            EXPECT_EQ(error.path, file_);
            return error.fault;
        }
        return std::nullopt;
    }

    TemporaryDirectory directory_;
    fs::path file_ = directory_.path() / "chatroom/identity";
};

// It is made at the first use and stays the same from then on.
TEST_F(IdentityTest, IsMadeAtTheFirstUse) {
    const auto made = load_identity(file_, always(0x5A));
    EXPECT_TRUE(made.is_new);
    const auto found = load_identity(file_, always(0x77));
    EXPECT_FALSE(found.is_new);
    EXPECT_EQ(found.keys.secret, made.keys.secret);
    EXPECT_EQ(found.keys.key, made.keys.key);
    EXPECT_EQ(fs::status(file_).permissions(), static_cast<fs::perms>(0600));
    EXPECT_EQ(fs::status(file_.parent_path()).permissions(), static_cast<fs::perms>(0700));
}

// Of two programs that make it at once the first has made it, and both have the same.
TEST_F(IdentityTest, IsMadeOnce) {
    std::optional<Identity> others;
    const auto found = load_identity(file_, [&](std::span<std::uint8_t> bytes) {
        others = load_identity(file_, always(2));
        std::ranges::fill(bytes, std::uint8_t{1});
    });
    EXPECT_TRUE(others->is_new);
    EXPECT_FALSE(found.is_new);
    EXPECT_EQ(found.keys.secret, others->keys.secret);
}

// The file is text that can be copied by hand.
TEST_F(IdentityTest, IsHexadecimal) {
    write("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f\n");
    sealed::SecretKey::Bytes bytes;
    for (std::size_t index = 0; index < bytes.size(); ++index) {
        bytes[index] = static_cast<std::uint8_t>(index);
    }
    const sealed::SecretKey secret(bytes);
    const auto identity = load_identity(file_, always(1));
    EXPECT_EQ(identity.keys.secret, secret);
    EXPECT_EQ(identity.keys.key, sealed::KeyPair::from_secret(secret).key);
}

// What is read back is what was written.
TEST_F(IdentityTest, IsWrittenAsItIsRead) {
    const auto made = load_identity(file_, always(0xA7));
    std::string line;
    std::ifstream(file_) >> line;
    EXPECT_EQ(line.size(), 64U);
    EXPECT_EQ(line.find_first_not_of("0123456789abcdef"), std::string::npos);
    EXPECT_EQ(load_identity(file_, always(1)).keys.secret, made.keys.secret);
}

// A file that is damaged is refused and stays as it is: a name may belong to what it was.
TEST_F(IdentityTest, IsRefusedIfDamaged) {
    const std::string good(64, 'a');
    for (const std::string& contents :
         {std::string(), good, good + "\n\n", good + "b\n", std::string(63, 'a') + "\n",
          std::string(63, 'a') + "g\n", std::string(64, 'A') + "\n",
          std::string(63, 'a') + '\0' + "\n"}) {
        write(contents);
        EXPECT_EQ(fault(), FileFault::damaged) << contents;
        EXPECT_EQ(read_file(file_, 100), contents);
    }
}

// A file that others may read is no secret any more.
TEST_F(IdentityTest, IsRefusedIfOthersMayReadIt) {
    load_identity(file_, always(1));
    fs::permissions(file_, static_cast<fs::perms>(0640));
    EXPECT_EQ(fault(), FileFault::open_to_others);
}

// Where it cannot be kept it is not made.
TEST_F(IdentityTest, NeedsAPlace) {
    std::ofstream(directory_.path() / "chatroom") << "a file, not a directory";
    EXPECT_EQ(fault(), FileFault::failed);
}

} // namespace

} // namespace chatroom
