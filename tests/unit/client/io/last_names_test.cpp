// SPDX-License-Identifier: GPL-3.0-or-later
// Under which name one was where.
#include "client/io/last_names.hpp"
#include "client/io/private_file.hpp"
#include "tests/temporary_directory.hpp"

#include <gtest/gtest.h>

namespace chatroom {

namespace {

class LastNamesTest : public testing::Test {
protected:
    TemporaryDirectory directory_;
    std::filesystem::path file_ = directory_.path() / "chatroom/last_names";
    LastNames names_{file_};
};

// The latest name in each room is found again.
TEST_F(LastNamesTest, RemembersNames) {
    EXPECT_EQ(names_.find("a:1"), std::nullopt);
    names_.remember("a:1", "小明");
    names_.remember("b:1", "Bob B");
    names_.remember("a:1", "小红");
    EXPECT_EQ(names_.find("a:1"), "小红");
    EXPECT_EQ(LastNames(file_).find("b:1"), "Bob B");
    EXPECT_EQ(names_.find("a:11"), std::nullopt);
    EXPECT_EQ(read_file(file_, 100), "a:1 小红\nb:1 Bob B\n");
}

// What would be two lines is no name, and old rooms are forgotten.
TEST_F(LastNamesTest, HasLimits) {
    names_.remember("a:1", "x\ny:1 z");
    EXPECT_EQ(names_.find("a:1"), std::nullopt);
    std::string many;
    for (std::size_t room = 0; room < LastNames::max_rooms; ++room) {
        many += "r" + std::to_string(room) + ":1 n\n";
    }
    replace_file(file_, many);
    names_.remember("new:1", "n");
    EXPECT_EQ(names_.find("new:1"), "n");
    EXPECT_EQ(names_.find("r998:1"), "n");
    EXPECT_EQ(names_.find("r999:1"), std::nullopt);
}

// A file that cannot be used is no reason not to come in.
TEST_F(LastNamesTest, IsAHelpAndNoMore) {
    replace_file(directory_.path() / "file", "");
    const LastNames nowhere(directory_.path() / "file/last_names");
    nowhere.remember("a:1", "n");
    EXPECT_EQ(nowhere.find("a:1"), std::nullopt);
}

} // namespace

} // namespace chatroom
