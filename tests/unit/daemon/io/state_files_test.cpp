// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/io/state_files.hpp"
#include "tests/temporary_directory.hpp"

#include <fstream>
#include <functional>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace chatroom {
namespace {

using testing::HasSubstr;

std::string refusal_of(const std::function<void()>& check) {
    try {
        check();
        return "";
    } catch (const std::runtime_error& error) {
        return error.what();
    }
}

class StateFiles : public testing::Test {
protected:
    void put(const char* name) const { std::ofstream(directory.path() / name) << "x"; }

    std::string without_database() const {
        return refusal_of([&] { require_database(directory.path()); });
    }

    TemporaryDirectory directory;
};

// A new room begins in an empty directory, or beside a key that somebody has put there.
TEST_F(StateFiles, LetANewRoomBegin) {
    EXPECT_EQ(without_database(), "");
    EXPECT_FALSE(is_key_without_room(directory.path()));
    put("server.key");
    EXPECT_EQ(without_database(), "");
    EXPECT_TRUE(is_key_without_room(directory.path()));
    put("room.db");
    EXPECT_FALSE(is_key_without_room(directory.path()));
    put("numbers");
    EXPECT_EQ(without_database(), "");
}

// Where there was a room no new one begins: the words say what is missing and what mends it.
TEST_F(StateFiles, LetNoNewRoomBeginInPlaceOfAnother) {
    put("numbers");
    EXPECT_THAT(without_database(), HasSubstr("room.db is missing, and there was a room here"));
    EXPECT_THAT(without_database(), HasSubstr("`chatroomd --restore FILE`"));
    put("room.db-wal");
    EXPECT_THAT(without_database(), HasSubstr("room.db-wal) is there: put the database back"));
}

// A key is missing only where members know the room by one.
TEST_F(StateFiles, NeedTheKeyThatMembersKnow) {
    EXPECT_EQ(refusal_of([&] { require_key(directory.path(), false); }), "");
    EXPECT_THAT(refusal_of([&] { require_key(directory.path(), true); }),
                HasSubstr("server.key is missing, by which members know this room"));
    put("server.key");
    EXPECT_EQ(refusal_of([&] { require_key(directory.path(), true); }), "");
}

} // namespace
} // namespace chatroom
