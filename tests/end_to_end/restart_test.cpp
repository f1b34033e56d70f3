// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/end_to_end/daemon_process.hpp"

#include <algorithm>
#include <csignal>
#include <set>

#include <gtest/gtest.h>
#include <sys/resource.h>

namespace chatroom::end_to_end {
namespace {

std::uint64_t last_sequence(const DaemonProcess& daemon) {
    return daemon.ctl_json({"status"}).at("sequence").get<std::uint64_t>();
}

// SIGTERM (and SIGINT) say goodbye to nobody, exit 0, and after the restart everybody is inside.
TEST(Restart, KeepsEverybodyInTheRoom) {
    DaemonProcess daemon({.listen = own_loopback_address()});
    const RawMember alice(daemon.endpoint());
    const RawMember bob(daemon.endpoint());
    alice.enter("Alice");
    bob.enter("小明");
    EXPECT_EQ(alice.receive(), "小明 进入了聊天室");
    std::uint64_t expected = 2;
    for (const int number : {SIGTERM, SIGINT}) {
        const auto before = daemon.ctl_json({"who"}).at("members");
        EXPECT_EQ(last_sequence(daemon), expected);
        daemon.process().signal(number);
        EXPECT_EQ(daemon.process().wait(), 0);
        EXPECT_TRUE(alice.received().empty());
        EXPECT_TRUE(bob.received().empty());
        daemon.start_again();
        const auto after = daemon.ctl_json({"who"}).at("members");
        ASSERT_EQ(after.size(), 2U);
        for (std::size_t index = 0; index < 2; ++index) {
            for (const char* key : {"name", "address", "since", "protocol"}) {
                EXPECT_EQ(after.at(index).at(key), before.at(index).at(key)) << key;
            }
        }
        bob.send("C 小明 还在吗");
        EXPECT_EQ(alice.receive(), "小明 ： 还在吗");
        alice.send("C Alice yes");
        EXPECT_EQ(bob.receive(), "Alice ： yes");
        expected += 2;
    }
    alice.enter("Alice"); // A repeated L, as ever.
    bob.expect_nothing();
    alice.expect_nothing();
}

// The past stays readable, and the numbers of the events go on where they were: without a gap after
// an end in good order, and above all that were given after a kill -9.
TEST(Restart, ContinuesTheSequence) {
    DaemonProcess daemon({.listen = own_loopback_address()});
    const RawMember alice(daemon.endpoint());
    alice.enter("Alice");
    for (const std::string text : {"one", "two", "three", "four"}) {
        alice.send("C Alice " + text);
        alice.expect_nothing();
        if (text == "two") {
            daemon.kill9();
        } else {
            EXPECT_EQ(daemon.terminate(), 0);
        }
        daemon.start_again();
    }
    const auto events = daemon.ctl_json({"log"}).at("events");
    ASSERT_EQ(events.size(), 5U);
    const std::vector<std::string> texts{"", "one", "two", "three", "four"};
    std::uint64_t expected = 1;
    for (std::size_t index = 0; index < events.size(); ++index) {
        const auto sequence = events.at(index).at("sequence").get<std::uint64_t>();
        if (texts.at(index) == "three") {
            EXPECT_GE(sequence, expected);
        } else {
            EXPECT_EQ(sequence, expected);
        }
        expected = sequence + 1;
        EXPECT_EQ(events.at(index).at("text"), texts.at(index));
        EXPECT_EQ(events.at(index).at("name"), "Alice");
        EXPECT_EQ(events.at(index).at("kind"), index == 0 ? "entered" : "said");
    }
}

// Whoever left before the restart is still outside after it, and the name is free.
TEST(Restart, ForgetsThoseWhoLeft) {
    DaemonProcess daemon({.listen = own_loopback_address()});
    const RawMember alice(daemon.endpoint());
    const RawMember bob(daemon.endpoint());
    bob.enter("Bob");
    bob.send("Q Bob");
    EXPECT_EQ(bob.receive(), "Exit");
    EXPECT_EQ(bob.receive(), "EXIT");
    EXPECT_EQ(daemon.terminate(), 0);
    daemon.start_again();
    EXPECT_EQ(daemon.ctl_json({"who"}).at("members").size(), 0U);
    alice.enter("Bob");
}

// kill -9 in the middle of a flood loses no line that anybody was shown, and no member.
TEST(Restart, AfterKill9HasEveryLineThatWasShown) {
    DaemonProcess daemon({.listen = own_loopback_address()});
    const RawMember talker(daemon.endpoint());
    const RawMember listener(daemon.endpoint());
    talker.enter("Talker");
    listener.enter("Listener");
    talker.receive();
    std::set<std::string> shown;
    for (int round = 0; round < 8; ++round) {
        for (int line = 0; line < 60; ++line) {
            talker.send("C Talker " + std::to_string(round) + "/" + std::to_string(line));
        }
        for (int line = 0; line <= round; ++line) {
            shown.insert(listener.receive());
        }
        daemon.kill9(); // Whatever it has sent until here is in the listener's socket now.
        for (const std::string& line : listener.received()) {
            shown.insert(line);
        }
        daemon.start_again();
        EXPECT_EQ(daemon.ctl_json({"who"}).at("members").size(), 2U);
    }
    std::set<std::string> logged;
    std::uint64_t expected = 1; // At least: a kill leaves out numbers.
    const auto log = daemon.ctl_json({"log", "-n", "1000"});
    for (const auto& event : log.at("events")) {
        const auto sequence = event.at("sequence").get<std::uint64_t>();
        EXPECT_GE(sequence, expected);
        expected = sequence + 1;
        logged.insert(event.at("name").get<std::string>() + " ： " +
                      event.at("text").get<std::string>());
    }
    EXPECT_TRUE(std::includes(logged.begin(), logged.end(), shown.begin(), shown.end()));
    EXPECT_GE(shown.size(), 36U);
    talker.send("C Talker the end");
    while (listener.receive() != "Talker ： the end") {
    }
    talker.expect_nothing();
}

// A second daemon on the same state refuses to start, in words, and leaves the first alone.
TEST(Restart, OfASecondDaemonOnTheSameStateIsRefused) {
    const DaemonProcess daemon;
    const RawMember alice(daemon.endpoint());
    alice.enter("Alice");
    const TemporaryDirectory elsewhere;
    const Ran ran = run_program({daemon_program, "--state", daemon.state(), "--socket",
                                 elsewhere.path() / "control.sock", "--listen", "127.0.0.1:0"});
    EXPECT_GT(ran.status, 0);
    EXPECT_NE(ran.errors.find(daemon.state().string()), std::string::npos) << ran.errors;
    alice.expect_nothing();
    EXPECT_EQ(daemon.ctl({"ping"}).status, 0);
}

// A second daemon on the same control socket, or the same port, refuses to start, in words.
TEST(Restart, OfASecondDaemonInTheSamePlaceIsRefused) {
    const DaemonProcess daemon;
    const TemporaryDirectory elsewhere;
    const std::string port = to_string(daemon.endpoint());
    const Ran same_socket = run_program({daemon_program, "--state", elsewhere.path() / "one",
                                         "--socket", daemon.socket(), "--listen", "127.0.0.1:0"});
    EXPECT_GT(same_socket.status, 0);
    EXPECT_NE(same_socket.errors.find(daemon.socket().string()), std::string::npos)
        << same_socket.errors;
    const Ran same_port =
        run_program({daemon_program, "--state", elsewhere.path() / "two", "--socket",
                     elsewhere.path() / "control.sock", "--listen", port});
    EXPECT_GT(same_port.status, 0);
    EXPECT_NE(same_port.errors.find(port), std::string::npos) << same_port.errors;
    EXPECT_EQ(daemon.ctl({"ping"}).status, 0);
}

// While the journal cannot be written, whoever asks is told, nobody hears anything, and nothing
// has happened; as soon as it can be written again, the room goes on.
TEST(Journal, ThatCannotBeWrittenIsToldToWhoeverAsks) {
    ::signal(SIGXFSZ, SIG_IGN); // The daemon inherits it: a write beyond the limit just fails.
    DaemonProcess daemon;
    const RawMember alice(daemon.endpoint());
    const RawMember bob(daemon.endpoint());
    const RawMember carol(daemon.endpoint());
    alice.enter("Alice");
    bob.enter("Bob");
    alice.receive();
    rlimit before{};
    const rlimit nothing{0, RLIM_INFINITY};
    ASSERT_EQ(::prlimit(daemon.process().pid(), RLIMIT_FSIZE, &nothing, &before), 0);
    const std::string refusal = "聊天室暂时无法保存记录，请稍后再试";
    bob.send("C Bob lost");
    EXPECT_EQ(bob.receive(), refusal);
    carol.send("L Carol");
    EXPECT_EQ(carol.receive(), refusal);
    bob.send("Q Bob");
    EXPECT_EQ(bob.receive(), refusal);
    EXPECT_EQ(daemon.ctl({"announce", "lost"}).status, 1);
    EXPECT_EQ(daemon.ctl({"kick", "Bob"}).status, 1);
    EXPECT_NE(daemon.ctl({"status"}).output.find("the journal cannot be written: "),
              std::string::npos);
    ASSERT_EQ(::prlimit(daemon.process().pid(), RLIMIT_FSIZE, &before, nullptr), 0);
    alice.expect_nothing();
    EXPECT_EQ(last_sequence(daemon), 2U);
    bob.send("C Bob kept");
    EXPECT_EQ(alice.receive(), "Bob ： kept");
    carol.enter("Carol");
    expect_all({&alice, &bob}, "Carol 进入了聊天室");
    EXPECT_EQ(daemon.ctl({"status"}).output.find("TROUBLE"), std::string::npos);
}

} // namespace
} // namespace chatroom::end_to_end
