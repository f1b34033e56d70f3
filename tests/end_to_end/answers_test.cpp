// SPDX-License-Identifier: GPL-3.0-or-later
// What chatroomctl shows of a running room, with real programs at both ends.
#include "tests/end_to_end/chat_client.hpp"
#include "tests/end_to_end/raw_member.hpp"

#include <csignal>
#include <fstream>
#include <regex>

#include <gmock/gmock.h>

namespace chatroom::end_to_end {
namespace {

using nlohmann::json;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

/// The texts of the events that `log` with these options has, oldest first.
std::vector<std::string> logged(const DaemonProcess& daemon, std::vector<std::string> options) {
    options.insert(options.begin(), "log");
    std::vector<std::string> result;
    const json answer = daemon.ctl_json(options);
    for (const auto& event : answer.at("events")) {
        result.push_back(event.at("text"));
    }
    return result;
}

// Of a sealed member there is everything, of a classic one what there is, of others nothing.
TEST(Show, TellsAllThatIsKnownOfAMember) {
    const TemporaryDirectory folder;
    const DaemonProcess daemon;
    const RawMember bob(daemon.endpoint());
    bob.enter("Bob");
    ChatClient alice(daemon.endpoint(), "Alice", folder.path() / "alice");
    alice.expect_line("Alice entered the room");
    alice.say("hi");
    alice.expect_line("Alice : hi");
    const json shown = daemon.ctl_json({"show", "alice"});
    EXPECT_EQ(shown.at("name"), "Alice");
    EXPECT_EQ(shown.at("protocol"), "sealed");
    EXPECT_EQ(shown.at("entered"), 2);
    EXPECT_EQ(shown.at("reachable"), true);
    EXPECT_EQ(shown.at("protocol_version"), 2);
    EXPECT_TRUE(std::regex_match(shown.at("program").get<std::string>(),
                                 std::regex(R"(chatroom-client \d+\.\d+\.\d+)")));
    EXPECT_EQ(shown.at("fingerprint"),
              daemon.ctl_json({"names"}).at("names").at(0).at("fingerprint"));
    EXPECT_GT(shown.at("round_trip_us"), 0);
    EXPECT_GE(shown.at("sent"), 1);
    EXPECT_THAT(daemon.ctl({"show", "Alice"}).output,
                AllOf(HasSubstr("\nprotocol        sealed, version 2\n"),
                      HasSubstr("\nprogram         chatroom-client "),
                      HasSubstr("\nstate           reachable\n")));
    const json classic = daemon.ctl_json({"show", "Bob"});
    EXPECT_EQ(classic.at("address"), to_string(bob.endpoint()));
    for (const auto* missing :
         {"fingerprint", "program", "protocol_version", "round_trip_us", "sent"}) {
        EXPECT_FALSE(classic.contains(missing)) << missing;
    }
    const auto nobody = daemon.ctl({"show", "Eve"});
    EXPECT_EQ(nobody.status, 1);
    EXPECT_THAT(nobody.errors,
                HasSubstr("nobody named \"Eve\" is in the room: try chatroomctl who"));
}

// The log is searched by time, by name and by text.
TEST(Log, ChoosesEvents) {
    const DaemonProcess daemon;
    const RawMember alice(daemon.endpoint());
    const RawMember bob(daemon.endpoint());
    alice.enter("Alice");
    bob.enter("Bob");
    EXPECT_EQ(alice.receive(), "Bob 进入了聊天室");
    bob.send("C Bob The printer is broken");
    EXPECT_EQ(alice.receive(), "Bob ： The printer is broken");
    alice.send("C Alice which printer?");
    EXPECT_EQ(bob.receive(), "Alice ： which printer?");
    using Texts = std::vector<std::string>;
    EXPECT_EQ(logged(daemon, {"--grep", "PRINTER"}),
              (Texts{"The printer is broken", "which printer?"}));
    EXPECT_EQ(logged(daemon, {"--grep", "printer", "--user", "bob"}),
              Texts{"The printer is broken"});
    EXPECT_EQ(logged(daemon, {"--user", "alice"}), (Texts{"", "which printer?"}));
    EXPECT_EQ(logged(daemon, {"--since", "1h"}).size(), 4U);
    EXPECT_EQ(logged(daemon, {"--until", "1h"}).size(), 0U);
    EXPECT_EQ(logged(daemon, {"--since", "2000-01-01", "-n", "1"}), Texts{"which printer?"});
    const json first = daemon.ctl_json({"log", "-n", "4"}).at("events").at(0);
    EXPECT_EQ(logged(daemon, {"--until", first.at("time")}).size(), 1U);
    const auto wrong = daemon.ctl({"log", "--since", "soon"});
    EXPECT_EQ(wrong.status, 2);
    EXPECT_THAT(wrong.errors, HasSubstr("--since must be a time such as 14:54"));
}

// What chatroomctl finds itself has a code that says how it exits.
TEST(Answers, HaveCodesForWhatFails) {
    const TemporaryDirectory folder;
    const auto code_of = [&](const std::vector<std::string>& arguments) {
        std::vector<std::string> all{ctl_program, "--json", "--socket", folder.path() / "none"};
        all.insert(all.end(), arguments.begin(), arguments.end());
        return json::parse(run_program(all).output).at("error").at("code");
    };
    EXPECT_EQ(code_of({"dance"}), 102);
    EXPECT_EQ(code_of({"who"}), 103);
    EXPECT_EQ(code_of({"wait", "--timeout", "0.01"}), 105);
}

/// Bob says something, which Alice hears.
void say(const RawMember& bob, const RawMember& alice, const std::string& text) {
    bob.send("C Bob " + text);
    EXPECT_EQ(alice.receive(), "Bob ： " + text);
}

// A log that is followed goes on with what happens, and only with what is wanted.
TEST(Log, Follows) {
    const DaemonProcess daemon;
    const RawMember alice(daemon.endpoint());
    const RawMember bob(daemon.endpoint());
    alice.enter("Alice");
    bob.enter("Bob");
    EXPECT_EQ(alice.receive(), "Bob 进入了聊天室");
    say(bob, alice, "hi one");
    ChildProcess log({ctl_program, "--socket", daemon.socket(), "log", "--follow", "--user", "bob",
                      "--grep", "hi"});
    EXPECT_THAT(log.output().wait_for_line("hi one"), HasSubstr("#3  Bob ： hi one"));
    say(bob, alice, "ho");
    alice.send("C Alice hi");
    EXPECT_EQ(bob.receive(), "Alice ： hi");
    say(bob, alice, "hi two");
    EXPECT_THAT(log.output().wait_for_line("hi two"), HasSubstr("#6  Bob ： hi two"));
    EXPECT_THAT(log.output().text(), AllOf(Not(HasSubstr("ho")), Not(HasSubstr("Alice"))));
    log.signal(SIGINT);
    EXPECT_EQ(log.wait(), -SIGINT);
    EXPECT_EQ(daemon.ctl({"ping"}).status, 0);
}

// The numbers are there for people, for programs and for Prometheus.
TEST(Stats, AreForPrometheus) {
    const DaemonProcess daemon({.config = "[room]\nmax_members = 77\n"});
    const RawMember alice(daemon.endpoint());
    alice.enter("Alice");
    const json stats = daemon.ctl_json({"stats"});
    EXPECT_EQ(stats.at("members"), 1);
    EXPECT_EQ(stats.at("classic"), 1);
    EXPECT_EQ(stats.at("max_members"), 77);
    EXPECT_GT(stats.at("resident_bytes"), 1'000'000);
    EXPECT_EQ(stats.at("counters").at("datagrams_received"), 1);
    const auto text = daemon.ctl({"stats", "--prometheus"});
    EXPECT_EQ(text.status, 0);
    EXPECT_THAT(text.output, AllOf(HasSubstr("# TYPE chatroom_members gauge\n"),
                                   HasSubstr("\nchatroom_members{protocol=\"classic\"} 1\n"),
                                   HasSubstr("\nchatroom_datagrams_received_total 1\n"),
                                   HasSubstr("\nchatroom_refused_total{cause=\"banned\"} 0\n")));
    EXPECT_THAT(daemon.ctl({"stats"}).output,
                HasSubstr("\nmembers              1 of at most 77\n"));
}

// Every metric that the dashboard draws is one that there is.
TEST(Stats, HaveWhatTheDashboardDraws) {
    const DaemonProcess daemon;
    const auto text = daemon.ctl({"stats", "--prometheus"}).output;
    std::ifstream file(CHATROOM_SOURCE_DIR "/docs/grafana-dashboard.json");
    const auto dashboard = json::parse(file);
    const std::regex metric("chatroom_[a-z_]+");
    std::size_t drawn = 0;
    for (const auto& panel : dashboard.at("panels")) {
        for (const auto& target : panel.at("targets")) {
            const auto expression = target.at("expr").get<std::string>();
            std::smatch match;
            ASSERT_TRUE(std::regex_search(expression, match, metric)) << expression;
            EXPECT_THAT(text, HasSubstr("# TYPE " + match.str() + " "));
            ++drawn;
        }
    }
    EXPECT_GT(drawn, 10U);
}

// What is in force is shown; a file is checked before it is taken, and taken by a reload alone.
TEST(ConfigVerb, ShowsAndChecks) {
    DaemonProcess daemon({.config = "[room]\nmax_members = 77\n"});
    const auto shown = daemon.ctl({"config", "show"});
    EXPECT_THAT(shown.output, AllOf(HasSubstr("# " + daemon.config_file().string() + "\n"),
                                    HasSubstr("\nmax_members = 77\n")));
    EXPECT_EQ(daemon.ctl_json({"config", "show"}).at("file"), daemon.config_file().string());
    daemon.write_config("[room]\nmax_membrs = 78\n");
    const auto faulty = daemon.ctl({"config", "check"});
    EXPECT_EQ(faulty.status, 1);
    EXPECT_THAT(faulty.output, HasSubstr("chatroomd.toml:2: unknown key \"room.max_membrs\""));
    daemon.write_config("[room]\nmax_members = 78\n[performance]\nworkers = 3\n");
    const auto good = daemon.ctl({"config", "check"});
    EXPECT_EQ(good.status, 0);
    EXPECT_EQ(good.output, daemon.config_file().string() +
                               ": ok\n[network], [paths] and [performance] take effect at the next "
                               "start only\n");
    EXPECT_THAT(daemon.ctl({"config", "show"}).output, HasSubstr("\nmax_members = 77\n"));
    daemon.process().signal(SIGHUP);
    daemon.process().errors().wait_for_line("configuration reloaded");
    EXPECT_THAT(daemon.ctl({"config", "show"}).output,
                AllOf(HasSubstr("\nmax_members = 78\n"), HasSubstr("\nworkers = 0\n")));
}

// Who waits for a daemon is told when it is ready, and not before.
TEST(Wait, EndsWhenTheDaemonIsReady) {
    DaemonProcess daemon({.listen = own_loopback_address()});
    EXPECT_EQ(daemon.terminate(), 0);
    ChildProcess wait({ctl_program, "--socket", daemon.socket(), "wait", "--timeout", "60"});
    EXPECT_EQ(daemon.ctl({"ping"}).status, 3);
    EXPECT_TRUE(wait.running());
    daemon.start_again();
    EXPECT_EQ(wait.wait(), 0);
    EXPECT_THAT(wait.output().wait_for_end(), HasSubstr(" is ready\n"));
}

// What is announced may be the content of a file.
TEST(Announce, TakesStandardInput) {
    const DaemonProcess daemon;
    const RawMember alice(daemon.endpoint());
    alice.enter("Alice");
    const auto run = [&](std::string_view input) {
        return run_program({ctl_program, "--socket", daemon.socket(), "announce", "-"}, input);
    };
    EXPECT_EQ(run("one\ntwo\n").output, "announced to 1 member (event 2)\n");
    EXPECT_EQ(alice.receive(), "管理员消息： one two");
    EXPECT_EQ(run("").status, 1);
    EXPECT_THAT(run(std::string(5000, 'x')).errors, HasSubstr("at most 4096 bytes"));
    daemon.ctl({"announce", "--", "-"});
    EXPECT_EQ(alice.receive(), "管理员消息： -");
}

// A room that begins with nothing says so once; that may be another one than somebody thinks.
TEST(DaemonLog, TellsThatARoomIsNew) {
    DaemonProcess daemon(
        {.config = "[log]\nlevel = \"debug\"\n", .listen = own_loopback_address()});
    daemon.ctl({"who"});
    const auto fingerprint = daemon.ctl_json({"fingerprint"}).at("fingerprint").get<std::string>();
    EXPECT_EQ(daemon.terminate(), 0);
    const auto first = daemon.process().errors().wait_for_end();
    EXPECT_THAT(first, AllOf(HasSubstr(" info a new journal: "),
                             HasSubstr(" info a new server key: " + fingerprint + "\n"),
                             testing::ContainsRegex(" debug uid [0-9]+ gid [0-9]+ pid [0-9]+ "
                                                    "asks: who\n")));
    daemon.start_again();
    EXPECT_EQ(daemon.terminate(), 0);
    EXPECT_THAT(daemon.process().errors().wait_for_end(),
                AllOf(Not(HasSubstr("a new ")), HasSubstr("server key " + fingerprint)));
}

} // namespace
} // namespace chatroom::end_to_end
