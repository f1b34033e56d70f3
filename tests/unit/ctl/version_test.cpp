// SPDX-License-Identifier: GPL-3.0-or-later
#include "ctl/version.hpp"

#include <gtest/gtest.h>

// Which end is older, and what to do about it.
namespace chatroom {
namespace {

std::string difference(std::string_view daemon, std::string_view ours, bool is_service = true) {
    return version_difference(daemon, ours, is_service).value_or("none");
}

TEST(VersionDifference, IsNothingBetweenEquals) {
    EXPECT_EQ(difference("0.1.0", "0.1.0"), "none");
    EXPECT_EQ(difference("mine", "mine"), "none");
}

TEST(VersionDifference, TellsToRestartAnOlderDaemon) {
    EXPECT_EQ(difference("0.9.12", "0.10.2"),
              "chatroomd 0.9.12 is older than chatroomctl 0.10.2: upgrade it and restart it "
              "(systemctl restart chatroomd)");
    EXPECT_EQ(difference("0.1.0", "0.2.0", false),
              "chatroomd 0.1.0 is older than chatroomctl 0.2.0: upgrade it and restart it");
}

TEST(VersionDifference, TellsToUpgradeAnOlderProgram) {
    EXPECT_EQ(difference("1.0.0", "0.99.99"),
              "chatroomd 1.0.0 is newer than chatroomctl 0.99.99: upgrade chatroomctl");
}

// What cannot be compared is not: the reader sees both.
TEST(VersionDifference, TellsOfVersionsThatCannotBeCompared) {
    for (const std::string daemon :
         {"0.2", "0.2.0~rc1", "0.2.0.1", "", "a.b.c", "0..1", "99999999999.0.0"}) {
        EXPECT_EQ(difference(daemon, "0.2.0"),
                  "chatroomd " + daemon +
                      " and chatroomctl 0.2.0 are of different versions: use those of one");
    }
    EXPECT_EQ(difference("\x1B[2J", "0.2.0").find('\x1B'), std::string::npos);
}

} // namespace
} // namespace chatroom
