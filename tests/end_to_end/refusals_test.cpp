// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/end_to_end/daemon_process.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace chatroom::end_to_end {
namespace {

using nlohmann::json;
using testing::HasSubstr;

// A refusal is counted by its cause, logged with the name, and traced by name and by address.
TEST(Refusals, AreTraced) {
    DaemonProcess daemon;
    const RawMember alice(daemon.endpoint());
    alice.enter("Alice");
    const RawMember eve(daemon.endpoint());
    eve.send("L alice");
    EXPECT_EQ(eve.receive(), "这个名字已经有人用了，请换一个");
    EXPECT_THAT(daemon.process().errors().wait_for_line("refused"),
                HasSubstr("refused \"alice\" from " + to_string(eve.endpoint()) +
                          ": this name is taken, choose another"));
    const json status = daemon.ctl_json({"status"});
    EXPECT_EQ(status.at("counters").at("refused"), 1);
    EXPECT_EQ(status.at("refusals"), (json{{"name_taken", 1}}));
    EXPECT_THAT(daemon.ctl({"status"}).output, HasSubstr("1 (name_taken 1)"));
    const json by_name = daemon.ctl_json({"why", "ALICE"}).at("refusals");
    ASSERT_EQ(by_name.size(), 1U);
    EXPECT_EQ(by_name.at(0).at("cause"), "name_taken");
    EXPECT_EQ(by_name.at(0).at("address"), to_string(eve.endpoint()));
    EXPECT_THAT(by_name.at(0).at("advice").get<std::string>(), HasSubstr("chatroomctl kick Alice"));
    EXPECT_EQ(daemon.ctl_json({"why", eve.endpoint().host}).at("refusals"), by_name);
    EXPECT_THAT(daemon.ctl({"why", "Bob"}).output, HasSubstr("nothing"));
}

// What the administrator is told to do about a ban ends it.
TEST(Refusals, ComeWithWhatToDo) {
    const DaemonProcess daemon;
    const RawMember eve(daemon.endpoint());
    daemon.ctl({"ban", eve.endpoint().host, "spam"});
    eve.send("L Eve");
    EXPECT_THAT(eve.receive(), HasSubstr("spam"));
    const Ran why = daemon.ctl({"why", "Eve"});
    EXPECT_THAT(why.output, HasSubstr("banned: you are banned from this room: spam"));
    EXPECT_THAT(why.output, HasSubstr("what to do: chatroomctl unban " + eve.endpoint().host));
    EXPECT_EQ(daemon.ctl({"unban", eve.endpoint().host}).status, 0);
    EXPECT_THAT(daemon.ctl({"why", "Eve"}).output, HasSubstr("not banned any more"));
    eve.enter("Eve");
}

} // namespace
} // namespace chatroom::end_to_end
