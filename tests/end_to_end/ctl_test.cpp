// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/end_to_end/control_client.hpp"
#include "tests/end_to_end/daemon_process.hpp"

#include <csignal>
#include <regex>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

namespace chatroom::end_to_end {
namespace {

using nlohmann::json;
using testing::HasSubstr;

// `who --json` is what CONTROL.md promises.
TEST(Ctl, WhoAsJson) {
    const DaemonProcess daemon;
    const RawMember ming(daemon.endpoint());
    ming.enter("小明");
    const json members = daemon.ctl_json({"who"}).at("members");
    ASSERT_EQ(members.size(), 1U);
    const json& member = members.at(0);
    EXPECT_EQ(member.size(), 6U);
    EXPECT_EQ(member.at("name"), "小明");
    EXPECT_EQ(member.at("address"), to_string(ming.endpoint()));
    EXPECT_EQ(member.at("protocol"), "classic");
    EXPECT_TRUE(std::regex_match(member.at("since").get<std::string>(),
                                 std::regex(R"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)")));
    EXPECT_TRUE(member.at("idle_seconds").is_number_unsigned());
    EXPECT_EQ(member.at("reachable"), true);
}

// `status` and `ping`, for people and as JSON.
TEST(Ctl, StatusAndPing) {
    DaemonProcess daemon({.config = "[room]\nmax_members = 77\n"});
    const RawMember alice(daemon.endpoint());
    alice.enter("Alice");
    const json status = daemon.ctl_json({"status"});
    EXPECT_EQ(status.at("pid"), daemon.process().pid());
    EXPECT_EQ(status.at("listening"), to_string(daemon.endpoint()));
    EXPECT_EQ(status.at("members"), 1);
    EXPECT_EQ(status.at("max_members"), 77);
    EXPECT_EQ(status.at("sequence"), 1);
    EXPECT_TRUE(status.at("uptime_seconds").is_number_unsigned());
    EXPECT_TRUE(status.at("version").is_string());
    const json counters{
        {"datagrams_received", 1}, {"datagrams_sent", 1}, {"malformed", 0}, {"refused", 0},
        {"unreachable", 0},        {"handshakes", 0},     {"ignored", 0}};
    EXPECT_EQ(status.at("counters"), counters);
    EXPECT_EQ(daemon.ctl_json({"ping"}).at("version"), status.at("version"));
    EXPECT_THAT(daemon.ctl({"status"}).output, HasSubstr(to_string(daemon.endpoint())));
    EXPECT_EQ(daemon.ctl({"ping"}).status, 0);
}

// `log` shows the last events, as many as asked for, oldest first.
TEST(Ctl, LogShowsTheLastEvents) {
    const DaemonProcess daemon;
    const RawMember bob(daemon.endpoint());
    bob.enter("Bob");
    bob.send("C Bob 你好");
    bob.expect_nothing();
    daemon.ctl({"announce", "attention"});
    daemon.ctl({"kick", "Bob", "bye"});
    const json events = daemon.ctl_json({"log"}).at("events");
    ASSERT_EQ(events.size(), 4U);
    const json expected = {{"entered", "Bob", ""},
                           {"said", "Bob", "你好"},
                           {"announced", "", "attention"},
                           {"kicked", "Bob", "bye"}};
    for (std::size_t index = 0; index < 4; ++index) {
        const json& event = events.at(index);
        EXPECT_EQ(event.size(), 5U);
        EXPECT_EQ(event.at("sequence"), index + 1);
        EXPECT_EQ(json({event.at("kind"), event.at("name"), event.at("text")}), expected.at(index));
        EXPECT_TRUE(std::regex_match(event.at("time").get<std::string>(),
                                     std::regex(R"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)")));
    }
    const json last = daemon.ctl_json({"log", "-n", "1"}).at("events");
    ASSERT_EQ(last.size(), 1U);
    EXPECT_EQ(last.at(0).at("kind"), "kicked");
    EXPECT_THAT(daemon.ctl({"log"}).output, HasSubstr("你好"));
}

// Without a daemon, chatroomctl exits 3 and says what to do; also on what a killed one left.
TEST(Ctl, WithoutADaemonExits3) {
    const TemporaryDirectory empty;
    const Ran nowhere =
        run_program({ctl_program, "--socket", empty.path() / "control.sock", "who"});
    EXPECT_EQ(nowhere.status, 3);
    EXPECT_THAT(nowhere.errors,
                HasSubstr("chatroomd is not running: try systemctl start chatroomd"));
    DaemonProcess daemon;
    daemon.kill9();
    EXPECT_EQ(daemon.ctl({"who"}).status, 3);
}

// Without the permission, chatroomctl exits 4 and says so.
TEST(Ctl, WithoutPermissionExits4) {
    if (::geteuid() != 0) {
        GTEST_SKIP() << "only root can run a program as somebody else";
    }
    const DaemonProcess daemon;
    const TemporaryDirectory open_to_all;
    const auto everybody = std::filesystem::perms(0755);
    const auto program = open_to_all.path() / "chatroomctl";
    std::filesystem::permissions(open_to_all.path(), everybody);
    std::filesystem::permissions(daemon.socket().parent_path(), everybody);
    std::filesystem::copy_file(ctl_program, program);
    const Ran ran = run_program({"/usr/bin/setpriv", "--reuid=65534", "--regid=65534",
                                 "--clear-groups", program, "--socket", daemon.socket(), "who"});
    EXPECT_EQ(ran.status, 4) << ran.errors;
    EXPECT_FALSE(ran.errors.empty());
}

// A daemon that does not answer in time makes chatroomctl exit 5.
TEST(Ctl, WithoutAnAnswerExits5) {
    DaemonProcess daemon;
    daemon.process().signal(SIGSTOP);
    const Ran ran = daemon.ctl({"--timeout", "0.2", "status"});
    daemon.process().signal(SIGCONT);
    EXPECT_EQ(ran.status, 5);
    EXPECT_FALSE(ran.errors.empty());
    EXPECT_EQ(daemon.ctl({"status"}).status, 0);
}

} // namespace
} // namespace chatroom::end_to_end
