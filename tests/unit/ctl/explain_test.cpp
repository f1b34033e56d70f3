// SPDX-License-Identifier: GPL-3.0-or-later
#include "ctl/explain.hpp"

#include <gtest/gtest.h>

// Every message says what happened and what to do next.
namespace chatroom {
namespace {

using Kind = ExchangeFailure::Kind;

const Caller ann{"ann"};
const std::filesystem::path service = "/run/chatroomd/control.sock";

TEST(Explain, SaysHowToStartTheDaemon) {
    EXPECT_EQ(explain({Kind::not_running, ""}, service, ann),
              "chatroomd is not running: try systemctl start chatroomd");
    EXPECT_EQ(explain({Kind::not_running, ""}, "/tmp/a\nb", ann),
              "chatroomd is not running: try systemctl start chatroomd "
              "(nothing answers at /tmp/a\\x0Ab)");
    EXPECT_EQ(explain({Kind::not_running, ""}, "/run/chatroomd-exam/control.sock", ann),
              "chatroomd@exam is not running: try systemctl start chatroomd@exam");
}

TEST(Explain, SaysHowToGetPermission) {
    EXPECT_EQ(explain({Kind::permission_denied, ""}, service, ann),
              "permission denied on /run/chatroomd/control.sock: run as root, or join the group "
              "chatroom (adduser ann chatroom) and log in anew");
    EXPECT_EQ(
        explain({Kind::permission_denied, ""}, "/run/chatroomd-exam/control.sock", {"ann", true}),
        "permission denied on /run/chatroomd-exam/control.sock: ann is in the group chatroom, "
        "but this login is older: log in anew");
    EXPECT_EQ(explain({Kind::permission_denied, ""}, "/tmp/x", ann),
              "permission denied on /tmp/x: run as root or as the user who started chatroomd");
}

TEST(Explain, SaysHowToWaitLonger) {
    EXPECT_EQ(explain({Kind::timed_out, ""}, service, ann),
              "chatroomd did not answer in time: try again with a longer --timeout");
}

TEST(Explain, SaysWhatCannotBeRead) {
    EXPECT_EQ(explain({Kind::unreadable, ""}, "/tmp/a\nb", ann),
              "what answers at /tmp/a\\x0Ab does not speak chatroomd's control protocol");
}

TEST(Explain, PassesOnWhatElseFailed) {
    EXPECT_EQ(explain({Kind::failed, "broken\x1B"}, service, ann), "broken\\x1B");
}

TEST(Explain, PassesOnTheDaemonsWordsSafely) {
    EXPECT_EQ(explain({control::ErrorCode::refused, "the text is empty\x1B[2J"}),
              "the text is empty\\x1B[2J");
    EXPECT_EQ(explain({control::ErrorCode::no_such_member, "nobody here is called Bob"}),
              "nobody here is called Bob: try chatroomctl who");
    EXPECT_EQ(explain({control::ErrorCode::no_such_name, "nobody owns \"Bob\""}),
              "nobody owns \"Bob\": try chatroomctl names");
    EXPECT_EQ(explain({control::ErrorCode::no_such_event, "event 7 was recalled before"}),
              "event 7 was recalled before: try chatroomctl log");
}

} // namespace
} // namespace chatroom
