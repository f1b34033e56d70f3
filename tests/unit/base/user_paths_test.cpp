// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/user_paths.hpp"

#include <map>

#include <gtest/gtest.h>

namespace chatroom {
namespace {

Environment environment(std::map<std::string, std::string, std::less<>> variables) {
    return [variables = std::move(variables)](std::string_view name) {
        const auto entry = variables.find(name);
        return entry == variables.end() ? std::nullopt : std::optional(entry->second);
    };
}

// The XDG variables decide where a user's daemon keeps its things.
TEST(UserPaths, follow_the_xdg_variables) {
    const auto all = environment(
        {{"HOME", "/home/u"}, {"XDG_STATE_HOME", "/state"}, {"XDG_RUNTIME_DIR", "/run/user/1"}});
    EXPECT_EQ(user_state_directory(all), "/state/chatroomd");
    EXPECT_EQ(user_control_socket(all), "/run/user/1/chatroomd/control.sock");
}

// Without them the home directory does.
TEST(UserPaths, fall_back_to_the_home_directory) {
    const auto home = environment({{"HOME", "/home/u"}});
    EXPECT_EQ(user_state_directory(home), "/home/u/.local/state/chatroomd");
    EXPECT_EQ(user_control_socket(home), "/home/u/.local/state/chatroomd/control.sock");
}

// A member's own things are data, which outlive any state.
TEST(UserPaths, keep_a_members_things_with_the_data) {
    EXPECT_EQ(user_data_directory(environment({{"HOME", "/home/u"}, {"XDG_DATA_HOME", "/data"}})),
              "/data/chatroom");
    EXPECT_EQ(user_data_directory(environment({{"HOME", "/home/u"}, {"XDG_DATA_HOME", "x"}})),
              "/home/u/.local/share/chatroom");
    EXPECT_EQ(user_data_directory(environment({{"HOME", "h"}})), std::nullopt);
}

// A relative path in a variable is ignored, and without any there is no place.
TEST(UserPaths, need_an_absolute_path) {
    EXPECT_EQ(user_state_directory(environment({{"XDG_STATE_HOME", "x"}, {"HOME", "/h"}})),
              "/h/.local/state/chatroomd");
    EXPECT_EQ(user_state_directory(environment({{"HOME", "h"}})), std::nullopt);
    EXPECT_EQ(user_control_socket(environment({})), std::nullopt);
}

// A name is one of a file, and of one part of a unit's name.
TEST(UserPaths, tell_rooms_by_name) {
    for (const auto* name : {"a", "A_1.b", "7"}) {
        EXPECT_TRUE(is_room_name(name)) << name;
    }
    EXPECT_TRUE(is_room_name(std::string(64, 'a')));
    EXPECT_FALSE(is_room_name(std::string(65, 'a')));
    for (const auto* name : {"", ".", "..", ".a", "a/b", "a-b", "a b", "房"}) {
        EXPECT_FALSE(is_room_name(name)) << name;
    }
    EXPECT_EQ(room_control_socket("exam"), "/run/chatroomd-exam/control.sock");
}

} // namespace
} // namespace chatroom
