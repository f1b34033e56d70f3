// SPDX-License-Identifier: GPL-3.0-or-later
// What those who monitor are told by a real daemon: everything, once, or that they are too slow.
#include "tests/end_to_end/control_client.hpp"
#include "tests/end_to_end/daemon_process.hpp"

#include <csignal>
#include <optional>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace chatroom::end_to_end {
namespace {

using nlohmann::json;
using testing::HasSubstr;

constexpr std::string_view ask_to_monitor = R"({"jsonrpc":"2.0","id":1,"method":"monitor"})";

/// A room in which lines may come as fast as they like.
const DaemonSetup busy{.config = "[limits]\nlines_per_s = 0\nbytes_per_s = 0\n"};

// The snapshot, the mark and the records fit together: who begins in the middle of much talk knows
// each event once, from the snapshot or as a record.
TEST(Monitor, HasNoGap) {
    const DaemonProcess daemon(busy);
    const RawMember bob(daemon.endpoint());
    bob.enter("Bob");
    constexpr int lines = 400;
    std::optional<ControlClient> client;
    std::uint64_t snapshot = 0;
    for (int line = 0; line < lines; ++line) {
        bob.send("C Bob " + std::to_string(line));
        if (line == lines / 2) {
            client.emplace(daemon.socket());
            client->send(std::string(ask_to_monitor) + "\n");
        }
    }
    const auto answer = client->receive();
    EXPECT_EQ(answer.at("id"), 1);
    snapshot = answer.at("result").at("status").at("sequence");
    EXPECT_EQ(answer.at("result").at("members").at(0).at("name"), "Bob");
    const auto ready = client->receive();
    EXPECT_EQ(ready.at("method"), "ready");
    EXPECT_EQ(ready.at("params").at("sequence"), snapshot);
    const auto last = daemon.ctl_json({"announce", "the end"}).at("sequence").get<std::uint64_t>();
    for (std::uint64_t number = 1; snapshot + number <= last; ++number) {
        const auto record = client->receive();
        ASSERT_EQ(record.at("method"), "record");
        ASSERT_EQ(record.at("params").at("number"), number);
        ASSERT_EQ(record.at("params").at("event").at("sequence"), snapshot + number);
    }
}

// Whoever does not read is told why nothing more comes, and closed, and holds nobody up.
TEST(Monitor, ClosesWhoFallsBehind) {
    const DaemonProcess daemon(busy);
    const RawMember bob(daemon.endpoint());
    bob.enter("Bob");
    ControlClient slow(daemon.socket());
    slow.send(std::string(ask_to_monitor) + "\n");
    slow.receive();
    const std::string text(900, 'x');
    for (int line = 0; line < 8000; ++line) {
        bob.send("C Bob " + text);
        if (line % 50 == 0) { // So that the kernel need not drop any.
            bob.expect_nothing();
        }
    }
    EXPECT_GT(daemon.ctl_json({"status"}).at("sequence"), 6000);
    std::uint64_t number = 0;
    json line = slow.receive();
    for (line = slow.receive(); line.contains("method"); line = slow.receive()) {
        ASSERT_EQ(line.at("params").at("number"), ++number); // Up to there nothing is missing.
    }
    EXPECT_EQ(line.at("id"), nullptr);
    EXPECT_EQ(line.at("error").at("code"), 4);
    EXPECT_THAT(line.at("error").at("message").get<std::string>(), HasSubstr("fast enough"));
    EXPECT_TRUE(slow.closed());
}

// Who has gone holds no place, though nothing happens in the room: there are eight for a user.
TEST(Monitor, LeavesItsPlace) {
    const DaemonProcess daemon;
    for (int round = 0; round < 50; ++round) {
        ControlClient client(daemon.socket());
        client.send(std::string(ask_to_monitor) + "\n");
        ASSERT_TRUE(client.receive().contains("result")) << round;
    }
    EXPECT_EQ(daemon.ctl({"ping"}).status, 0);
}

// The end of the daemon is the end of it.
TEST(Monitor, EndsWithTheDaemon) {
    DaemonProcess daemon;
    ChildProcess monitor({ctl_program, "--socket", daemon.socket(), "monitor", "--json"});
    monitor.output().wait_for_line("ready");
    daemon.ctl({"announce", "hi"});
    const auto record = json::parse(monitor.output().wait_for_line("number"));
    EXPECT_EQ(record.at("number"), 1);
    EXPECT_EQ(record.at("event").at("text"), "hi");
    EXPECT_EQ(daemon.terminate(), 0);
    EXPECT_EQ(monitor.wait(), 1);
    EXPECT_THAT(monitor.errors().wait_for_end(), HasSubstr("chatroomd closed the connection"));
}

} // namespace
} // namespace chatroom::end_to_end
