// SPDX-License-Identifier: GPL-3.0-or-later
// Which key the server of which room had.
#include "client/io/known_rooms.hpp"
#include "client/io/private_file.hpp"
#include "tests/temporary_directory.hpp"

#include <thread>

#include <gtest/gtest.h>

namespace chatroom {

namespace {

namespace fs = std::filesystem;

sealed::PublicKey room_key(std::uint8_t byte) {
    sealed::PublicKey key;
    key.bytes.fill(byte);
    return key;
}

const std::string key_one(64, '1');
const std::string key_two(64, '2');

class KnownRoomsTest : public testing::Test {
protected:
    void write(std::string_view contents) const { replace_file(file_, contents); }
    std::string contents() const {
        return read_file(file_, KnownRooms::max_file_bytes).value_or("none");
    }

    TemporaryDirectory directory_;
    fs::path file_ = directory_.path() / "chatroom/known_rooms";
    KnownRooms rooms_{file_};
};

// What is remembered is found again, also by the next program.
TEST_F(KnownRoomsTest, RemembersKeys) {
    EXPECT_EQ(rooms_.find("a:8888"), std::nullopt);
    EXPECT_EQ(rooms_.remember("a:8888", room_key(0x11)), std::nullopt);
    EXPECT_EQ(rooms_.remember("[::1]:1", room_key(0x22)), std::nullopt);
    EXPECT_EQ(contents(), "a:8888 " + key_one + "\n[::1]:1 " + key_two + "\n");
    EXPECT_EQ(KnownRooms(file_).find("a:8888"), room_key(0x11));
    EXPECT_EQ(KnownRooms(file_).find("[::1]:1"), room_key(0x22));
    EXPECT_EQ(rooms_.find("a:888"), std::nullopt);
    EXPECT_EQ(fs::status(file_).permissions(), static_cast<fs::perms>(0600));
}

// Another key takes the place of the one before, which is told.
TEST_F(KnownRoomsTest, ReplacesAKey) {
    rooms_.remember("a:1", room_key(0x11));
    rooms_.remember("b:1", room_key(0x11));
    EXPECT_EQ(rooms_.remember("a:1", room_key(0x11)), room_key(0x11));
    EXPECT_EQ(rooms_.remember("a:1", room_key(0x22)), room_key(0x11));
    EXPECT_EQ(contents(), "b:1 " + key_one + "\na:1 " + key_two + "\n");
}

// What the user has written stays, and any white space will do.
TEST_F(KnownRoomsTest, LeavesTheUsersLinesAlone) {
    const std::string mine = "# home\n\n\nnot a room\nb:1\t " + key_two + " \r\n# end";
    write(mine);
    EXPECT_EQ(rooms_.find("b:1"), room_key(0x22));
    rooms_.remember("a:1", room_key(0x11));
    EXPECT_EQ(contents(), mine + "\na:1 " + key_one + "\n");
}

// Names of hosts are the same in capitals.
TEST_F(KnownRoomsTest, DoesNotMindCapitals) {
    write("Example.ORG:1 " + key_one + "\n");
    EXPECT_EQ(rooms_.find("example.org:1"), room_key(0x11));
    EXPECT_EQ(rooms_.find("EXAMPLE.org:1"), room_key(0x11));
    rooms_.remember("EXAMPLE.org:1", room_key(0x22));
    EXPECT_EQ(contents(), "example.org:1 " + key_two + "\n");
}

// A room whose line is damaged is not taken for one that was never there.
TEST_F(KnownRoomsTest, RefusesADamagedLine) {
    for (const std::string& line : {std::string("a:1"), "a:1 " + key_one.substr(1),
                                    "a:1 " + key_one + "1", "a:1 " + key_one + " x"}) {
        write(line + "\nb:1 " + key_two + "\n");
        EXPECT_THROW(rooms_.find("a:1"), FileError) << line;
        EXPECT_THROW(rooms_.remember("a:1", room_key(0x11)), FileError) << line;
        EXPECT_EQ(rooms_.find("b:1"), room_key(0x22));
    }
}

// What could not be read back is not written, and the file has a limit.
TEST_F(KnownRoomsTest, HasLimits) {
    for (const std::string room : {"", "#a:1", "a b:1", "a\n:1", "a\x7f:1"}) {
        EXPECT_THROW(rooms_.remember(room, room_key(1)), FileError) << room;
    }
    EXPECT_EQ(contents(), "none");
    const std::string full = "#" + std::string(KnownRooms::max_file_bytes - 2, 'x') + "\n";
    write(full);
    EXPECT_EQ(rooms_.find("a:1"), std::nullopt);
    EXPECT_THROW(rooms_.remember("a:1", room_key(1)), FileError);
    EXPECT_EQ(contents(), full);
    write(full + "x");
    EXPECT_THROW(rooms_.find("a:1"), FileError);
}

// Programs that remember at the same time do not lose each other's rooms.
TEST_F(KnownRoomsTest, KeepsWhatOthersRemember) {
    constexpr int programs = 4;
    constexpr int rooms = 25;
    std::vector<std::thread> threads;
    for (int program = 0; program < programs; ++program) {
        threads.emplace_back([this, program] {
            for (int room = 0; room < rooms; ++room) {
                const auto name = std::to_string(program) + ":" + std::to_string(room);
                KnownRooms(file_).remember(name, room_key(0x11));
            }
        });
    }
    for (auto& thread : threads) {
        thread.join();
    }
    for (int program = 0; program < programs; ++program) {
        for (int room = 0; room < rooms; ++room) {
            EXPECT_EQ(rooms_.find(std::to_string(program) + ":" + std::to_string(room)),
                      room_key(0x11));
        }
    }
}

// Servers that share a room have one key, so who knows one of them knows all.
TEST_F(KnownRoomsTest, KnowsAllServersOfARoom) {
    EXPECT_EQ(rooms_.remember("b:1", room_key(0x11)), std::nullopt);
    EXPECT_EQ(rooms_.find("a:1,B:1"), room_key(0x11));
    EXPECT_EQ(rooms_.find("a:1,c:1"), std::nullopt);
    EXPECT_EQ(rooms_.remember("a:1,B:1", room_key(0x11)), room_key(0x11));
    EXPECT_EQ(rooms_.find("a:1"), room_key(0x11));
    EXPECT_EQ(rooms_.remember("a:1,b:1,c:1", room_key(0x22)), room_key(0x11));
    for (const std::string_view room : {"a:1", "b:1", "c:1"}) {
        EXPECT_EQ(rooms_.find(room), room_key(0x22)) << room;
    }
}

// Of several that have other keys, the change is told, not what stays.
TEST_F(KnownRoomsTest, TellsTheKeyThatChanges) {
    rooms_.remember("a:1", room_key(0x11));
    rooms_.remember("b:1", room_key(0x22));
    EXPECT_EQ(rooms_.remember("a:1,b:1", room_key(0x11)), room_key(0x22));
    EXPECT_EQ(rooms_.find("b:1"), room_key(0x11));
}

} // namespace

} // namespace chatroom
