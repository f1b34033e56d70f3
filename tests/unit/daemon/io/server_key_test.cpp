// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/io/server_key.hpp"
#include "tests/temporary_directory.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <stdexcept>

#include <gtest/gtest.h>

namespace chatroom {
namespace {

namespace fs = std::filesystem;

/// The bytes 0, 1, 2 and so on, and how they are written.
constexpr std::string_view counting_hex =
    "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f\n";

void count(std::span<std::uint8_t> bytes) {
    std::uint8_t next = 0;
    std::generate(bytes.begin(), bytes.end(), [&] { return next++; });
}

/// Chance, where none may be used.
void no_chance(std::span<std::uint8_t> /*bytes*/) {
    ADD_FAILURE() << "a new key was made";
}

class ServerKey : public testing::Test {
protected:
    std::string content() {
        if (!fs::is_regular_file(path)) {
            return {};
        }
        std::ifstream file(path);
        return {std::istreambuf_iterator<char>(file), {}};
    }

    void write(std::string_view text, fs::perms mode = fs::perms(0600)) {
        std::ofstream(path) << text;
        fs::permissions(path, mode);
    }

    /// Why the key that is there is refused. It is there afterwards as it was.
    std::string refusal() {
        const auto before = content();
        try {
            load_server_key(path, no_chance);
            return "it was loaded";
        } catch (const std::runtime_error& error) {
            EXPECT_EQ(content(), before);
            return error.what();
        }
    }

    TemporaryDirectory directory;
    fs::path path = directory.path() / "server.key";
};

// At the first start a key is made of chance, for the owner alone.
TEST_F(ServerKey, IsMadeOnce) {
    const auto made = load_server_key(path, count);
    EXPECT_EQ(made.secret, sealed::KeyPair::generate(count).secret);
    EXPECT_EQ(made.key, sealed::KeyPair::generate(count).key);
    EXPECT_EQ(content(), counting_hex);
    EXPECT_EQ(fs::status(path).permissions(), fs::perms(0600));
    EXPECT_EQ(std::distance(fs::directory_iterator(directory.path()), {}), 1);
}

// At every other start it is the same key.
TEST_F(ServerKey, IsReadAgain) {
    const auto made = load_server_key(path, count);
    const auto read = load_server_key(path, no_chance);
    EXPECT_EQ(read.secret, made.secret);
    EXPECT_EQ(read.key, made.key);
}

// A copy that was put back, by a program that writes capital letters and as a link, is the key,
// too.
TEST_F(ServerKey, MayBePutBack) {
    std::string text(counting_hex);
    std::transform(text.begin(), text.end(), text.begin(),
                   [](char digit) { return static_cast<char>(std::toupper(digit)); });
    write(text);
    const auto target = directory.path() / "elsewhere";
    fs::rename(path, target);
    fs::create_symlink(target, path);
    EXPECT_EQ(load_server_key(path, no_chance).key, sealed::KeyPair::generate(count).key);
}

// A key that others could have read is refused, and the message says what helps.
TEST_F(ServerKey, IsItsOwnersAlone) {
    for (const unsigned mode : {0640U, 0620U, 0604U, 0644U}) {
        write(counting_hex, fs::perms(mode));
        EXPECT_EQ(refusal(),
                  "the server's key in " + path.string() +
                      ": others than its owner have access to it: chmod go= " + path.string());
    }
}

// Anything but 64 digits and a line end is no key. It is never replaced silently: members would
// see another server.
TEST_F(ServerKey, IsRefusedWhenDamaged) {
    const std::string good(counting_hex);
    for (const auto& damaged :
         {std::string(), good.substr(0, 64), good.substr(1), good + "\n",
          good.substr(0, 63) + "g\n", good.substr(0, 64) + "0", good.substr(0, 62) + "\n\n\n",
          std::string(65, '\0'), good.substr(0, 30) + " " + good.substr(31), good + good}) {
        write(damaged);
        EXPECT_EQ(refusal(),
                  "the server's key in " + path.string() +
                      ": it is damaged: it must be 64 hexadecimal digits and a line end; put back "
                      "a copy of it, or remove it to begin with a new key, of which all members "
                      "will be warned")
            << damaged;
    }
}

// Where something else is in the way, or a link leads nowhere, no key is made.
TEST_F(ServerKey, IsRefusedWhereItCannotBeRead) {
    fs::create_symlink(directory.path() / "missing", path);
    EXPECT_EQ(refusal(), "the server's key in " + path.string() + ": No such file or directory");
    fs::remove(path);
    fs::create_directory(path);
    EXPECT_EQ(refusal(), "the server's key in " + path.string() + ": it is no regular file");
}

// Where no key can be written none is used: members would know another server after a restart.
TEST_F(ServerKey, IsRefusedWhereItCannotBeWritten) {
    path = directory.path() / "missing/server.key";
    try {
        load_server_key(path, count);
        ADD_FAILURE() << "it was made";
    } catch (const std::runtime_error& error) {
        EXPECT_EQ(error.what(), "cannot write " + path.string() + ": No such file or directory");
    }
}

} // namespace
} // namespace chatroom
