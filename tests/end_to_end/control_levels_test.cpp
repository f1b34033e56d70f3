// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/end_to_end/control_client.hpp"
#include "tests/end_to_end/daemon_process.hpp"

#include <csignal>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

namespace chatroom::end_to_end {
namespace {

using testing::HasSubstr;

constexpr const char* mail_group = "8"; ///< Its number on every Debian.

/// A room whose administrators are the members of the group mail, and other users of it. All of
/// them are in root's group, which may connect.
class ControlLevels : public testing::Test {
protected:
    void SetUp() override {
        if (::geteuid() != 0) {
            GTEST_SKIP() << "only root can run a program as somebody else";
        }
        const auto everybody = std::filesystem::perms(0755);
        std::filesystem::permissions(open_to_all_.path(), everybody);
        std::filesystem::permissions(daemon_.socket().parent_path(), everybody);
        std::filesystem::copy_file(ctl_program, program());
    }

    std::filesystem::path program() const { return open_to_all_.path() / "chatroomctl"; }

    /// chatroomctl as a user who is nobody, in the group besides.
    Ran ctl_of_nobody(const std::vector<std::string>& arguments, const std::string& groups = "") {
        std::vector<std::string> all{"/usr/bin/setpriv", "--reuid=65534", "--regid=0"};
        all.push_back(groups.empty() ? "--clear-groups" : "--groups=" + groups);
        all.insert(all.end(), {program(), "--socket", daemon_.socket()});
        all.insert(all.end(), arguments.begin(), arguments.end());
        return run_program(all);
    }

    TemporaryDirectory open_to_all_;
    DaemonProcess daemon_{{.config = "[control]\nadmins = \"mail\"\n[log]\nlevel = \"error\"\n"}};
};

// Whoever can connect may look, a topic included; only administrators change something, and who is
// none learns who is.
TEST_F(ControlLevels, OthersMayOnlyLook) {
    for (const auto& looking : {std::vector<std::string>{"who"}, {"status"}, {"topic"}, {"bans"}}) {
        EXPECT_EQ(ctl_of_nobody(looking).status, 0) << looking.front();
    }
    for (const auto& changing :
         {std::vector<std::string>{"announce", "hi"}, {"topic", "x"}, {"topic", "--clear"}}) {
        const Ran refused = ctl_of_nobody(changing);
        EXPECT_EQ(refused.status, 4) << changing.front();
        EXPECT_EQ(refused.errors,
                  "chatroomctl: only root and members of the group mail may do that\n");
    }
    EXPECT_EQ(ctl_of_nobody({"announce", "hi"}, mail_group).status, 0);
    EXPECT_EQ(daemon_.ctl({"announce", "hi"}).status, 0) << "root always may";
    EXPECT_EQ(daemon_.ctl_json({"log"}).at("events").size(), 2U);
}

// A program gets an error of its own, and its connection goes on.
TEST_F(ControlLevels, RefusesWithACode) {
    const Ran refused = ctl_of_nobody({"--json", "kick", "Bob"});
    EXPECT_EQ(refused.status, 4);
    EXPECT_EQ(nlohmann::json::parse(refused.output).at("error").at("code"), 7);
}

// Every change is logged with who made it, also when only errors are.
TEST_F(ControlLevels, LogsChangesAtEveryLevel) {
    ctl_of_nobody({"announce", "by nobody"}, mail_group);
    const auto line = daemon_.process().errors().wait_for_line("by nobody");
    EXPECT_THAT(line, HasSubstr("uid 65534 gid 0 pid "));
    EXPECT_THAT(line, HasSubstr(": announce \"by nobody\""));
}

// Another group holds from the reload on; one that does not exist changes nothing, and is named
// with its line and key.
TEST_F(ControlLevels, FollowsAReload) {
    daemon_.write_config("[control]\nadmins = \"no-such-group\"\n");
    daemon_.process().signal(SIGHUP);
    EXPECT_THAT(daemon_.process().errors().wait_for_line("no-such-group"),
                HasSubstr(daemon_.config_file().string() + ":2: control.admins names the group"));
    EXPECT_EQ(ctl_of_nobody({"lock"}).status, 4);
    EXPECT_EQ(ctl_of_nobody({"lock"}, mail_group).status, 0);
    daemon_.write_config("");
    daemon_.process().signal(SIGHUP);
    daemon_.process().errors().wait_for_line("reloaded");
    EXPECT_EQ(ctl_of_nobody({"unlock"}).status, 0) << "whoever can connect, without a group";
}

// A user's ninth connection is told why it is closed; root's are not fewer for it.
TEST_F(ControlLevels, NobodyHoldsAllConnections) {
    std::vector<ControlClient> held;
    const auto nobody = [&] {
        EXPECT_EQ(::seteuid(65534), 0);
        held.emplace_back(daemon_.socket());
        EXPECT_EQ(::seteuid(0), 0);
    };
    constexpr std::string_view ping = R"({"jsonrpc":"2.0","id":1,"method":"ping"})";
    for (int count = 0; count < 8; ++count) {
        nobody();
        EXPECT_EQ(held.back().call(ping).at("id"), 1);
    }
    nobody();
    EXPECT_THAT(held.back().receive_line(), HasSubstr("too many connections of one user"));
    EXPECT_TRUE(held.back().closed());
    EXPECT_EQ(daemon_.ctl({"ping"}).status, 0);
}

} // namespace
} // namespace chatroom::end_to_end
