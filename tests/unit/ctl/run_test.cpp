// SPDX-License-Identifier: GPL-3.0-or-later
#include "ctl/run.hpp"
#include "protocol/control_json.hpp"
#include "tests/unit/ctl/stub_daemon.hpp"

#include <sstream>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

// The whole program against a stub: what each exit code means and where each word goes.
namespace chatroom {
namespace {

using control::AnyAnswer;
using control::Error;
using control::ErrorCode;
using control::Reply;

struct Outcome {
    ExitCode code = ExitCode::done;
    std::string out;
    std::string err;

    bool operator==(const Outcome&) const = default;
};

void PrintTo(const Outcome& outcome, std::ostream* stream) {
    *stream << static_cast<int>(outcome.code) << "\n" << outcome.out << "\n" << outcome.err;
}

Outcome run_with(const std::filesystem::path& socket, const std::vector<std::string>& arguments,
                 const std::string& input = {}) {
    const auto environment = [&](std::string_view name) {
        return name == "CHATROOM_SOCKET" ? std::optional(socket.string()) : std::nullopt;
    };
    std::istringstream in(input);
    std::ostringstream out;
    std::ostringstream err;
    const auto code = run(arguments, environment, {in, out, err});
    return {code, out.str(), err.str()};
}

Outcome run_against(const StubDaemon::Behaviour& behaviour,
                    const std::vector<std::string>& arguments) {
    const StubDaemon daemon(behaviour);
    return run_with(daemon.socket(), arguments);
}

StubDaemon::Behaviour replies(const Reply& reply) {
    return answers(encode_reply("1", reply));
}

/// The process without root's right to open everything, which root gets back in the end.
class WithoutPrivileges {
public:
    WithoutPrivileges() : user_(::geteuid()) {
        constexpr uid_t nobody = 65534;
        if (user_ == 0) {
            expect_success(::seteuid(nobody), "seteuid");
        }
    }
    ~WithoutPrivileges() {
        if (user_ == 0 && ::seteuid(user_) != 0) {
            std::abort(); // What follows would run as somebody else.
        }
    }
    WithoutPrivileges(const WithoutPrivileges&) = delete;
    WithoutPrivileges& operator=(const WithoutPrivileges&) = delete;

private:
    uid_t user_;
};

TEST(Run, ExitsWith0WhenItIsDone) {
    EXPECT_EQ(
        run_against(replies(AnyAnswer{control::Announced{{17}, 3}}), {"announce", "hi", "all"}),
        (Outcome{ExitCode::done, "announced to 3 members (event 17)\n", ""}));
}

TEST(Run, SendsTheRequestAsOneLine) {
    std::string request;
    run_against(
        [&request](int descriptor) {
            request = receive_request(descriptor);
            send_bytes(descriptor, encode_reply("1", AnyAnswer{control::Kicked{{1}, "x"}}) + '\n');
        },
        {"kick", "小明", "too", "loud"});
    EXPECT_EQ(request, R"({"id":1,"jsonrpc":"2.0","method":"kick",)"
                       R"("params":{"name":"小明","reason":"too loud"}})");
}

TEST(Run, PrintsTheResultAsJsonForEveryVerb) {
    control::StatusInfo status;
    status.version = CHATROOM_VERSION;
    control::StatsInfo stats;
    stats.version = CHATROOM_VERSION;
    control::MemberDetails details;
    details.name = "小明";
    const std::vector<std::pair<std::vector<std::string>, AnyAnswer>> verbs = {
        {{"ping"}, control::Pong{CHATROOM_VERSION}},
        {{"announce", "x"}, control::Announced{{1}, 1}},
        {{"who"}, control::Members{{{"小明", "a", "classic", WallTime{}, 1, true}}}},
        {{"kick", "小明"}, control::Kicked{{2}, "小明"}},
        {{"status"}, status},
        {{"version"}, control::VersionInfo{CHATROOM_VERSION, {}}},
        {{"fingerprint"}, control::ServerFingerprint{"SHA256:4p"}},
        {{"names"}, control::OwnedNames{{{"小明", "SHA256:4p", {}, {}, true}}, false}},
        {{"release", "小明"}, control::Released{"小明"}},
        {{"why", "小明"}, control::Refusals{}},
        {{"show", "小明"}, details},
        {{"stats"}, stats},
        {{"config", "show"}, control::ConfigInfo{"show", "/etc/x", "a = 1\n", {}}},
        {{"wait"}, control::Readiness{CHATROOM_VERSION}},
        {{"log"}, control::Events{{{{1}, WallTime{}, "kind-77", "小明", "你好\u009B", {}}}}},
    };
    for (auto [arguments, result] : verbs) {
        arguments.emplace_back("--json");
        const auto reply = encode_reply("1", result);
        const auto outcome = run_against(answers(reply), arguments);
        EXPECT_EQ(outcome.code, ExitCode::done);
        EXPECT_EQ(outcome.err, "");
        EXPECT_EQ(std::count(outcome.out.begin(), outcome.out.end(), '\n'), 1);
        EXPECT_EQ(outcome.out.find("\u009B"), std::string::npos);
        EXPECT_EQ(nlohmann::json::parse(outcome.out), nlohmann::json::parse(reply)["result"]);
    }
}

TEST(Run, ExitsWith4WhenOthersMayDoIt) {
    const Reply refusal = Unexpected(Error{ErrorCode::not_permitted, "only root may do that"});
    EXPECT_EQ(run_against(replies(refusal), {"kick", "Bob"}),
              (Outcome{ExitCode::permission_denied, "", "chatroomctl: only root may do that\n"}));
}

TEST(Run, ExitsWith1WhenTheDaemonRefuses) {
    const Reply refusal = Unexpected(Error{ErrorCode::no_such_member, "nobody here is called Bob"});
    const std::string message = "chatroomctl: nobody here is called Bob: try chatroomctl who\n";
    EXPECT_EQ(run_against(replies(refusal), {"kick", "Bob"}),
              (Outcome{ExitCode::failed, "", message}));
    EXPECT_EQ(run_against(replies(refusal), {"--json", "kick", "Bob"}),
              (Outcome{ExitCode::failed,
                       R"({"error":{"code":2,"message":"nobody here is called Bob"}})"
                       "\n",
                       message}));
}

// A name that nobody owns is refused like a member who is not there.
TEST(Run, ExitsWith1WhenThereIsNoSuchName) {
    const Reply refusal = Unexpected(Error{ErrorCode::no_such_name, "nobody owns the name"});
    EXPECT_EQ(run_against(replies(refusal), {"release", "Bob"}),
              (Outcome{ExitCode::failed, "",
                       "chatroomctl: nobody owns the name: try chatroomctl names\n"}));
}

TEST(Run, ExitsWith1WhenTheAnswerIsNoAnswer) {
    const StubDaemon daemon(answers("220 mail.example.org ESMTP"));
    EXPECT_EQ(run_with(daemon.socket(), {"ping"}),
              (Outcome{ExitCode::failed, "",
                       "chatroomctl: what answers at " + daemon.socket().string() +
                           " does not speak chatroomd's control protocol\n"}));
}

// Whenever the daemon tells another version than ours, one line says so; the answer is the same.
TEST(Run, WarnsWhenTheTwoEndsDiffer) {
    const std::string warning =
        "chatroomctl: warning: chatroomd 0.0.9 is older than chatroomctl " CHATROOM_VERSION
        ": upgrade it and restart it\n";
    control::StatusInfo status;
    status.version = "0.0.9";
    const std::vector<std::pair<std::string, AnyAnswer>> verbs = {
        {"ping", control::Pong{"0.0.9"}},
        {"status", status},
        {"version", control::VersionInfo{"0.0.9", {1, 1}}}};
    for (const auto& [verb, result] : verbs) {
        const auto outcome = run_against(replies(result), {verb, "--json"});
        EXPECT_EQ(outcome,
                  (Outcome{ExitCode::done, control::encode_result(result) + "\n", warning}));
        EXPECT_EQ(run_against(replies(result), {verb}).err, warning);
    }
    EXPECT_EQ(run_against(replies(AnyAnswer{control::Announced{{1}, 1}}), {"announce", "x"}).err,
              "");
}

// An old daemon is asked in a way that it knows.
TEST(Run, ShowsTheVersionsOfAnOldDaemon) {
    const auto outcome = run_against(old_daemon(), {"version"});
    EXPECT_EQ(outcome.code, ExitCode::done);
    EXPECT_EQ(outcome.out, "chatroomctl  " CHATROOM_VERSION "  control protocol 1 to 5\n"
                           "chatroomd    0.0.9  control protocol 1\n");
}

// What an old daemon does not know is explained by its age.
TEST(Run, SaysThatTheDaemonIsTooOldForAVerb) {
    EXPECT_EQ(
        run_against(old_daemon(), {"names", "--json"}),
        (Outcome{ExitCode::failed, "{\"error\":{\"code\":-32601,\"message\":\"no such method\"}}\n",
                 "chatroomctl: no such method: chatroomd 0.0.9 is older than "
                 "chatroomctl " CHATROOM_VERSION ": upgrade it and restart it\n"}));
}

// Between ends of one version there is nothing to add.
TEST(Run, SaysOnlyThatAVerbIsUnknownToADaemonOfItsAge) {
    const StubDaemon daemon([](int descriptor) {
        const bool is_version = receive_request(descriptor).find("version") != std::string::npos;
        send_bytes(descriptor,
                   (is_version
                        ? encode_reply("1", AnyAnswer{control::VersionInfo{CHATROOM_VERSION, {}}})
                        : encode_reply("1", Unexpected(Error{ErrorCode::method_not_found, "no"}))) +
                       '\n');
    });
    EXPECT_EQ(run_with(daemon.socket(), {"who"}),
              (Outcome{ExitCode::failed, "", "chatroomctl: no\n"}));
}

// An answer that only a newer chatroomctl understands is explained by its age.
TEST(Run, SaysThatItIsTooOldForAnAnswer) {
    const std::string message = "chatroomd's answer cannot be read: chatroomd 999.0.0 is newer "
                                "than chatroomctl " CHATROOM_VERSION ": upgrade chatroomctl";
    const auto newer = answers(R"({"jsonrpc":"2.0","id":1,"result":{"version":"999.0.0"}})");
    EXPECT_EQ(run_against(newer, {"who"}),
              (Outcome{ExitCode::failed, "", "chatroomctl: " + message + "\n"}));
    EXPECT_EQ(run_against(newer, {"who", "--json"}),
              (Outcome{ExitCode::failed, control::encode_failure(1, message) + "\n",
                       "chatroomctl: " + message + "\n"}));
}

TEST(Run, ExitsWith1WhenStandardOutputCannotBeWritten) {
    const StubDaemon daemon(replies(AnyAnswer{control::Pong{CHATROOM_VERSION}}));
    std::istringstream in;
    std::ostringstream out;
    std::ostringstream err;
    out.setstate(std::ios::badbit);
    const auto environment = [](std::string_view) { return std::optional<std::string>{}; };
    EXPECT_EQ(run({"--socket", daemon.socket().string(), "ping"}, environment, {in, out, err}),
              ExitCode::failed);
    EXPECT_EQ(err.str(), "chatroomctl: cannot write to standard output\n");
}

TEST(Run, ExitsWith2WhenTheCommandLineIsWrong) {
    EXPECT_EQ(run_with("/nowhere", {"dance"}),
              (Outcome{ExitCode::usage, "",
                       "chatroomctl: there is no verb dance; try chatroomctl --help\n"}));
    EXPECT_EQ(
        run_with("/nowhere", {"--json", "dance"}),
        (Outcome{ExitCode::usage,
                 "{\"error\":{\"code\":102,\"message\":\"there is no verb dance; try chatroomctl "
                 "--help\"}}\n",
                 "chatroomctl: there is no verb dance; try chatroomctl --help\n"}));
}

TEST(Run, ExitsWith3WhenNoDaemonIsRunning) {
    const TemporaryDirectory directory;
    const auto socket = directory.path() / "control.sock";
    const auto message = "chatroomd is not running: try systemctl start chatroomd (nothing answers "
                         "at " +
                         socket.string() + ")";
    EXPECT_EQ(run_with(socket, {"who"}),
              (Outcome{ExitCode::not_running, "", "chatroomctl: " + message + "\n"}));
    EXPECT_EQ(
        run_with(socket, {"who", "--json"}),
        (Outcome{ExitCode::not_running, R"({"error":{"code":103,"message":")" + message + "\"}}\n",
                 "chatroomctl: " + message + "\n"}));
}

TEST(Run, ExitsWith4WhenPermissionIsDenied) {
    const StubDaemon daemon(replies(AnyAnswer{control::Pong{CHATROOM_VERSION}}));
    std::filesystem::permissions(daemon.directory(), std::filesystem::perms(0755));
    std::filesystem::permissions(daemon.socket(), std::filesystem::perms::none);
    const WithoutPrivileges nobody;
    EXPECT_EQ(run_with(daemon.socket(), {"ping"}),
              (Outcome{ExitCode::permission_denied, "",
                       "chatroomctl: permission denied on " + daemon.socket().string() +
                           ": run as root or as the user who started chatroomd\n"}));
}

TEST(Run, ExitsWith5WhenTimeIsUp) {
    EXPECT_EQ(run_against(never_answers, {"--timeout", "0.02", "ping"}),
              (Outcome{ExitCode::timed_out, "",
                       "chatroomctl: chatroomd did not answer in time: try again with a longer "
                       "--timeout\n"}));
}

// A lone dash is replaced by what standard input has, up to what may be said at once.
TEST(Run, AnnouncesStandardInput) {
    std::string request;
    const StubDaemon daemon([&request](int descriptor) {
        request = receive_request(descriptor);
        send_bytes(descriptor, encode_reply("1", AnyAnswer{control::Announced{{1}, 2}}) + '\n');
    });
    EXPECT_EQ(run_with(daemon.socket(), {"announce", "-"}, "one\ntwo\n").code, ExitCode::done);
    EXPECT_EQ(request, encode_request(1, control::Announce{"one\ntwo\n"}));
    const auto refused = [&](const std::string& input) {
        const auto outcome = run_with(daemon.socket(), {"announce", "-"}, input);
        EXPECT_EQ(outcome.code, ExitCode::failed);
        return outcome.err;
    };
    EXPECT_EQ(refused(std::string(4097, 'x')),
              "chatroomctl: standard input is too long: at most 4096 bytes\n");
    EXPECT_EQ(refused("\xFF"), "chatroomctl: standard input is not valid UTF-8\n");
}

// A log in which nothing was found is told apart from one of a room in which nothing has happened.
TEST(Run, SaysThatNothingWasFound) {
    const auto none = replies(AnyAnswer{control::Events{}});
    EXPECT_EQ(run_against(none, {"log"}).out, "nothing has happened in the room yet\n");
    EXPECT_EQ(run_against(none, {"log", "--user", "Bob"}).out,
              "nothing like that is in the journal\n");
}

// The numbers are JSON, a table, or what Prometheus reads.
TEST(Run, PrintsStatsForPrometheus) {
    control::StatsInfo stats;
    stats.version = CHATROOM_VERSION;
    stats.names = 7;
    const auto outcome = run_against(replies(AnyAnswer{stats}), {"stats", "--prometheus"});
    EXPECT_EQ(outcome.code, ExitCode::done);
    EXPECT_NE(outcome.out.find("\nchatroom_names 7\n"), std::string::npos) << outcome.out;
}

// A file that the daemon could not take is a failure, whose reasons are the answer.
TEST(Run, ExitsWith1WhenTheConfigurationIsFaulty) {
    const control::ConfigInfo faulty{"check", "/etc/x", "", {{"/etc/x:1: no"}}};
    EXPECT_EQ(run_against(replies(AnyAnswer{faulty}), {"config", "check"}),
              (Outcome{ExitCode::failed, "/etc/x:1: no\n", ""}));
    const control::ConfigInfo right{"check", "/etc/x", "", {}};
    EXPECT_EQ(run_against(replies(AnyAnswer{right}), {"config", "check"}),
              (Outcome{ExitCode::done, "/etc/x: ok\n", ""}));
}

// Who waits goes on until somebody answers; a daemon that does not know the verb is there, too.
TEST(Run, WaitsForADaemon) {
    const TemporaryDirectory directory;
    EXPECT_EQ(run_with(directory.path() / "control.sock", {"wait", "--timeout", "0.06"}),
              (Outcome{ExitCode::timed_out, "",
                       "chatroomctl: chatroomd did not answer in time: try again with a longer "
                       "--timeout\n"}));
    EXPECT_EQ(run_against(replies(AnyAnswer{control::Readiness{CHATROOM_VERSION}}), {"wait"}),
              (Outcome{ExitCode::done, "chatroomd " CHATROOM_VERSION " is ready\n", ""}));
    EXPECT_EQ(run_against(old_daemon(), {"wait"}).out, "chatroomd 0.0.9 is ready\n");
}

control::LoggedEvent said(std::uint64_t number, std::string text) {
    return {{number}, WallTime{}, "said", "小明", std::move(text), {}};
}

/// Plays a daemon that tells the records and then ends; a log that is asked for has these events.
StubDaemon::Behaviour tells(std::vector<control::LoggedEvent> records, std::string end = {},
                            std::vector<control::LoggedEvent> log = {}) {
    return [=](int descriptor) {
        const auto request = receive_request(descriptor);
        if (request.find("monitor") == std::string::npos) {
            send_bytes(descriptor, encode_reply("1", AnyAnswer{control::Events{log}}) + '\n');
            return;
        }
        control::Snapshot snapshot;
        snapshot.status.version = CHATROOM_VERSION;
        send_bytes(descriptor, encode_reply("1", AnyAnswer{snapshot}) + '\n' +
                                   control::encode_ready({{7}}) + '\n' + "something newer\n");
        for (std::size_t index = 0; index < records.size(); ++index) {
            send_bytes(descriptor,
                       control::encode_record(index + 1, control::encode_event(records[index])) +
                           '\n');
        }
        send_bytes(descriptor, end);
    };
}

/// The lines without the time in front, which is that of the machine.
std::string without_times(const std::string& lines) {
    std::istringstream in(lines);
    std::string result;
    for (std::string line; std::getline(in, line);) {
        result += line.substr(std::min(line.find('#'), line.size())) + "\n";
    }
    return result;
}

// The snapshot, the mark, the records: for people in words, for programs as JSON, one a line.
TEST(Run, Monitors) {
    const std::string ended = "chatroomctl: chatroomd closed the connection\n";
    auto outcome = run_against(tells({said(8, "hi")}), {"monitor"});
    EXPECT_EQ(outcome.code, ExitCode::failed);
    EXPECT_EQ(outcome.err, ended);
    EXPECT_TRUE(outcome.out.starts_with("nobody is in the room\nready\n")) << outcome.out;
    EXPECT_TRUE(outcome.out.ends_with("  #8  小明 ： hi\n")) << outcome.out;
    outcome = run_against(tells({said(8, "hi")}), {"monitor", "--json"});
    std::istringstream lines(outcome.out);
    std::vector<nlohmann::json> objects;
    for (std::string line; std::getline(lines, line);) {
        objects.push_back(nlohmann::json::parse(line));
    }
    ASSERT_EQ(objects.size(), 4U);
    EXPECT_EQ(objects[0]["members"], nlohmann::json::array());
    EXPECT_EQ(objects[1].dump(), R"({"ready":true,"sequence":7})");
    EXPECT_EQ(objects[2]["number"], 1);
    EXPECT_EQ(objects[2]["event"]["text"], "hi");
    EXPECT_EQ(objects[3]["error"]["message"], "chatroomd closed the connection");
}

// Who falls behind is told why nothing more comes.
TEST(Run, SaysThatItFellBehind) {
    const auto end =
        encode_reply(control::null_id, Unexpected(Error{ErrorCode::limit_reached, "too slow"}));
    EXPECT_EQ(
        run_against(tells({}, end + '\n'), {"monitor"}),
        (Outcome{ExitCode::failed, "nobody is in the room\nready\n", "chatroomctl: too slow\n"}));
}

// A log that is followed has each event once: what is in it is not told again, and what is not
// wanted is not told at all.
TEST(Run, FollowsALog) {
    const auto records = {said(8, "hi one"), said(9, "ho"), said(10, "hi two")};
    const auto behaviour = tells(records, {}, {said(7, "hi"), said(8, "hi one")});
    // The feed waits in its connection while the log is asked for, so the stub may serve in turn.
    const auto outcome = run_against(behaviour, {"log", "--follow", "--grep", "HI"});
    EXPECT_EQ(without_times(outcome.out),
              "#7  小明 ： hi\n#8  小明 ： hi one\n#10  小明 ： hi two\n");
    const auto json = run_against(behaviour, {"log", "--follow", "--grep", "HI", "--json"}).out;
    std::istringstream lines(json);
    std::vector<std::size_t> counts;
    for (std::string line; std::getline(lines, line);) {
        const auto object = nlohmann::json::parse(line);
        counts.push_back(object.contains("events") ? object["events"].size() : 0);
    }
    EXPECT_EQ(counts, (std::vector<std::size_t>{2, 1, 0}));
}

TEST(Run, PrintsTheVersionWithoutADaemon) {
    EXPECT_EQ(run_with("/nowhere", {"--version"}),
              (Outcome{ExitCode::done, "chatroomctl " CHATROOM_VERSION "\n", ""}));
}

} // namespace
} // namespace chatroom
