// SPDX-License-Identifier: GPL-3.0-or-later
#include "ctl/command_line.hpp"
#include "tests/unit/ctl/stub_daemon.hpp"

#include <fstream>
#include <map>

#include <gmock/gmock.h>

// The command line of chatroomctl: verbs, options before and after them, free text, refusals.
namespace chatroom {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using Arguments = std::vector<std::string>;

const WallTime noon = std::chrono::sys_days{2026y / std::chrono::November / 23} + 12h;

Command command(const Arguments& arguments) {
    const auto parsed = parse_arguments(arguments, noon);
    const auto* error = std::get_if<UsageError>(&parsed);
    EXPECT_EQ(error, nullptr) << (error != nullptr ? error->message : "");
    const auto* command = std::get_if<Command>(&parsed);
    return command == nullptr ? Command{} : *command;
}

control::Request request(const Arguments& arguments) {
    return command(arguments).request;
}

std::string usage_error(const Arguments& arguments) {
    const auto parsed = parse_arguments(arguments, noon);
    const auto* error = std::get_if<UsageError>(&parsed);
    return error == nullptr ? "no error" : error->message;
}

bool usage_error_is_json(const Arguments& arguments) {
    const auto parsed = parse_arguments(arguments, noon);
    const auto* error = std::get_if<UsageError>(&parsed);
    return error != nullptr && error->json;
}

std::string announced(const Arguments& words) {
    Arguments arguments{"announce"};
    arguments.insert(arguments.end(), words.begin(), words.end());
    const auto wish = request(arguments);
    const auto* announce = std::get_if<control::Announce>(&wish);
    return announce == nullptr ? "no announcement" : announce->text;
}

// Whoever asks for JSON gets it also when the rest cannot be understood; text is not an option.
TEST(CommandLine, KnowThatAnErrorIsToBeJson) {
    EXPECT_TRUE(usage_error_is_json({"--json", "dance"}));
    EXPECT_TRUE(usage_error_is_json({"--json", "who", "there"}));
    EXPECT_TRUE(usage_error_is_json({"log", "-n", "many", "--json"}));
    EXPECT_FALSE(usage_error_is_json({"dance"}));
    EXPECT_FALSE(usage_error_is_json({"who", "--", "--json"}));
}

// An option that was mistyped is none, and no verb.
TEST(CommandLine, TellOptionsFromVerbs) {
    EXPECT_EQ(usage_error({"--jsn"}), "there is no option --jsn; try chatroomctl --help");
    EXPECT_EQ(usage_error({"--jsn", "who"}), "there is no option --jsn; try chatroomctl --help");
    EXPECT_EQ(usage_error({"who", "--jsn"}), "there is no option --jsn; try chatroomctl --help");
    EXPECT_EQ(usage_error({"dance"}), "there is no verb dance; try chatroomctl --help");
}

TEST(CommandLine, KnowEveryVerb) {
    EXPECT_EQ(request({"ping"}), control::Request{control::Ping{}});
    EXPECT_EQ(request({"version"}), control::Request{control::Version{}});
    EXPECT_EQ(request({"who"}), control::Request{control::Who{}});
    EXPECT_EQ(request({"status"}), control::Request{control::Status{}});
    EXPECT_EQ(request({"log"}), control::Request{control::Log{}});
    EXPECT_EQ(request({"log", "-n", "5"}), control::Request{control::Log{5}});
    EXPECT_EQ(request({"log", "-n1000"}), control::Request{control::Log{1000}});
    EXPECT_EQ(request({"announce", "hi"}), control::Request{control::Announce{"hi"}});
    EXPECT_EQ(request({"kick", "小明"}), (control::Request{control::Kick{"小明", ""}}));
    EXPECT_EQ(request({"kick", "小明", "too", "much", "spam"}),
              (control::Request{control::Kick{"小明", "too much spam"}}));
    EXPECT_EQ(request({"fingerprint"}), control::Request{control::Fingerprint{}});
    EXPECT_EQ(request({"names"}), control::Request{control::ListNames{}});
    EXPECT_EQ(request({"names", "--unused"}), control::Request{(control::ListNames{"", true})});
    EXPECT_EQ(request({"release", "小明"}), control::Request{control::ReleaseName{"小明"}});
    EXPECT_EQ(request({"release", "--unused"}), control::Request{(control::ReleaseName{"", true})});
    EXPECT_EQ(request({"why", "小明"}), control::Request{control::Why{"小明"}});
    EXPECT_EQ(request({"why", "-n", "5", "10.0.0.0/8"}),
              control::Request{(control::Why{"10.0.0.0/8", 5})});
}

// What a log shows is chosen by options; times are seen from now.
TEST(CommandLine, ChooseWhatALogShows) {
    EXPECT_EQ(
        request({"log", "--since", "10m", "--until", "90s", "--user", "小明", "--grep", "a b"}),
        (control::Request{control::Log{
            .since = noon - 10min, .until = noon - 90s, .user = "小明", .grep = "a b"}}));
    EXPECT_EQ(request({"log", "--since=2026-11-23T01:02:03.000Z"}),
              (control::Request{control::Log{.since = noon - 10h - 57min - 57s}}));
    EXPECT_EQ(request({"log", "--follow"}), (control::Request{control::Log{.follow = true}}));
    EXPECT_EQ(usage_error({"log", "--since", "soon"}),
              "--since must be a time such as 14:54, 2026-11-23, \"2026-11-23 14:54\", "
              "2026-11-23T14:54:00.000Z, or 10m for so long ago, not soon");
    EXPECT_EQ(usage_error({"log", "--follow", "--until", "1m"}),
              "what is followed has no end: leave out --until or --follow");
    EXPECT_THAT(usage_error({"log", "--grep", "\xFF"}), HasSubstr("not valid UTF-8"));
}

// The other verbs that only look.
TEST(CommandLine, KnowTheVerbsThatShow) {
    using namespace control;
    EXPECT_EQ(request({"show", "小明"}), Request{Show{"小明"}});
    EXPECT_THAT(usage_error({"show"}), HasSubstr("NAME is required"));
    EXPECT_EQ(request({"monitor"}), Request{Monitor{}});
    EXPECT_EQ(request({"wait"}), Request{Wait{}});
    EXPECT_EQ(request({"stats", "--prometheus"}), Request{Stats{true}});
    EXPECT_EQ(usage_error({"stats", "--prometheus", "--json"}),
              "choose one of --json and --prometheus");
    EXPECT_EQ(request({"config", "show"}), Request{Config{"show"}});
    EXPECT_EQ(request({"config", "check"}), Request{Config{"check"}});
    EXPECT_EQ(usage_error({"config", "edit"}), "ACTION must be show or check, not edit");
    EXPECT_THAT(usage_error({"config"}), HasSubstr("ACTION is required"));
}

// A lone dash is what standard input has, unless it is said to be text.
TEST(CommandLine, TellStandardInputFromText) {
    const auto* input = command({"announce", "-"}).input;
    ASSERT_NE(input, nullptr);
    EXPECT_EQ(input->name, "text");
    EXPECT_NE(command({"announce", "--pin", "-"}).input, nullptr);
    for (const auto& words : {Arguments{"--", "-"}, Arguments{"-", "-"}, Arguments{"a", "-"}}) {
        Arguments arguments{"announce"};
        arguments.insert(arguments.end(), words.begin(), words.end());
        EXPECT_EQ(command(arguments).input, nullptr);
    }
    EXPECT_EQ(command({"kick", "-"}).input, nullptr);
}

// Measures have a length as an option, and flags stand alone, before the words or behind them.
TEST(CommandLine, KnowTheVerbsThatKeepOrder) {
    using namespace control;
    EXPECT_EQ(request({"ban", "10.0.0.0/8"}), (Request{Ban{"10.0.0.0/8", "", 0s}}));
    EXPECT_EQ(request({"ban", "小明", "--for", "2h", "too", "loud"}),
              (Request{Ban{"小明", "too loud", 2h}}));
    EXPECT_EQ(request({"ban", "--for=7d", "::1"}), (Request{Ban{"::1", "", 7 * 24h}}));
    EXPECT_EQ(request({"unban", "::1"}), Request{Unban{"::1"}});
    EXPECT_EQ(request({"bans"}), Request{ListBans{}});
    EXPECT_EQ(request({"kick", "--ban", "10m", "小明", "spam"}),
              (Request{Kick{"小明", "spam", 10min}}));
    EXPECT_EQ(request({"mute", "小明", "--for", "90"}), (Request{Mute{"小明", false, 90s}}));
    EXPECT_EQ(request({"mute", "--all"}), (Request{Mute{"", true, 0s}}));
    EXPECT_EQ(request({"unmute", "--all"}), (Request{Unmute{"", true}}));
    EXPECT_EQ(request({"unmute", "小明"}), (Request{Unmute{"小明", false}}));
    EXPECT_EQ(request({"slow", "10"}), Request{Slow{10s}});
    EXPECT_EQ(request({"slow", "off"}), Request{Slow{0s}});
    EXPECT_EQ(request({"lock"}), Request{Lock{}});
    EXPECT_EQ(request({"unlock"}), Request{Unlock{}});
    EXPECT_EQ(request({"topic"}), Request{Topic{}});
    EXPECT_EQ(request({"topic", "the", "exam"}), (Request{Topic{"the exam", false}}));
    EXPECT_EQ(request({"topic", "--clear"}), (Request{Topic{"", true}}));
    EXPECT_EQ(request({"announce", "--pin", "at", "eight"}), (Request{Announce{"at eight", true}}));
    EXPECT_EQ(request({"unpin"}), Request{Unpin{}});
}

// A room of this machine has a name instead of a path, and all of them are listed.
TEST(CommandLine, RoomsHaveNames) {
    EXPECT_EQ(command({"--room", "exam", "who"}).socket, "/run/chatroomd-exam/control.sock");
    EXPECT_THAT(usage_error({"who", "--room", "../x"}), HasSubstr("--room is the name of a room"));
    EXPECT_THAT(usage_error({"who", "--room", "a", "--socket", "b"}), HasSubstr("--room"));
    EXPECT_EQ(std::get<RoomsWanted>(parse_arguments({"rooms", "--json", "--timeout", "2"}, noon)),
              (RoomsWanted{true, std::chrono::seconds(2)}));
    EXPECT_THAT(usage_error({"rooms", "--timeout", "0"}), HasSubstr("--timeout"));
}

// An invitation asks for what goes into its link.
TEST(CommandLine, Invites) {
    EXPECT_EQ(command({"invite"}).invites_to, "");
    EXPECT_EQ(command({"--json", "invite", "pc.local"}).invites_to, "pc.local");
    EXPECT_EQ(request({"invite"}), control::Request{control::Fingerprint{}});
    EXPECT_EQ(command({"fingerprint"}).invites_to, std::nullopt);
    EXPECT_THAT(usage_error({"invite", "a b"}), HasSubstr("HOST is a name or an address"));
}

// A length is a second at least and ten years at most.
TEST(CommandLine, LimitLengths) {
    EXPECT_EQ(request({"ban", "x", "--for", "3650d"}),
              (control::Request{control::Ban{"x", "", 24h * 3650}}));
    for (const auto* wrong : {"0", "0s", "3651d", "off", "ever"}) {
        EXPECT_EQ(usage_error({"ban", "x", "--for", wrong}),
                  std::string("--for must be a duration such as 90s, 10m, 2h or 7d, from 1s to "
                              "3650d, not ") +
                      wrong);
    }
    EXPECT_EQ(usage_error({"slow", "2h"}), "SECONDS must be off, or a duration such as 90s, 10m, "
                                           "2h or 7d, from 0s to 1h, not 2h");
}

TEST(CommandLine, HaveDefaults) {
    EXPECT_EQ(command({"who"}), (Command{"", false, 5000ms, control::Who{}, nullptr}));
}

TEST(CommandLine, StandBeforeTheVerbOrAfterIt) {
    const Command expected{"/tmp/x", true, 1500ms, control::Who{}, nullptr};
    EXPECT_EQ(command({"--socket", "/tmp/x", "--json", "--timeout", "1.5", "who"}), expected);
    EXPECT_EQ(command({"who", "--socket=/tmp/x", "--json", "--timeout=1.5"}), expected);
    EXPECT_EQ(command({"announce", "a", "--json", "b"}),
              (Command{"", true, 5000ms, control::Announce{"a b"}, nullptr}));
}

TEST(CommandLine, LeaveTheTextOfAnAnnouncementAlone) {
    EXPECT_EQ(announced({"several", "words", "are", "one"}), "several words are one");
    EXPECT_EQ(announced({"  spaces  ", "stay "}), "  spaces   stay ");
    EXPECT_EQ(announced({"-"}), "-");
    EXPECT_EQ(announced({"a", "-", "b"}), "a - b");
    EXPECT_EQ(announced({"-5", "degrees"}), "-5 degrees");
    EXPECT_EQ(announced({"[a,b]", "[c, d]"}), "[a,b] [c, d]");
    EXPECT_EQ(announced({"[]", "{}", "%%", "\"quoted\"", "'x'"}), "[] {} %% \"quoted\" 'x'");
    EXPECT_EQ(announced({"{}"}), "{}");
    EXPECT_EQ(announced({"%%"}), "%%");
    EXPECT_EQ(announced({"who", "kick", "announce", "C++"}), "who kick announce C++");
    EXPECT_EQ(announced({"/help", "a,b;c"}), "/help a,b;c");
    EXPECT_EQ(announced({""}), "");
}

TEST(CommandLine, TakeEverythingBehindTwoDashesAsText) {
    EXPECT_EQ(announced({"--", "--json", "-x"}), "--json -x");
    EXPECT_EQ(announced({"a", "--", "++"}), "a ++");
    EXPECT_EQ(announced({"a", "b", "--", "-c", "--"}), "a b -c --");
    EXPECT_EQ(request({"kick", "--", "-bob", "-why"}),
              (control::Request{control::Kick{"-bob", "-why"}}));
    EXPECT_EQ(request({"kick", "bob", "--", "-why"}),
              (control::Request{control::Kick{"bob", "-why"}}));
    EXPECT_EQ(request({"release", "--", "-bob"}), control::Request{control::ReleaseName{"-bob"}});
}

TEST(CommandLine, RefuseWhatTheyDoNotUnderstand) {
    EXPECT_THAT(usage_error({}), HasSubstr("--help"));
    EXPECT_EQ(usage_error({"dan\x1B"
                           "ce"}),
              "there is no verb dan\\x1B"
              "ce; try chatroomctl --help");
    EXPECT_THAT(usage_error({"announce"}), HasSubstr("TEXT is required"));
    EXPECT_THAT(usage_error({"announce", "--"}), HasSubstr("TEXT is required"));
    EXPECT_THAT(usage_error({"kick"}), HasSubstr("NAME is required"));
    EXPECT_EQ(usage_error({"announce", "a", "--jsn"}),
              "there is no option --jsn; put -- before words that begin with a dash");
    EXPECT_EQ(usage_error({"kick", "bob", "-x"}),
              "there is no option -x; put -- before words that begin with a dash");
    EXPECT_EQ(usage_error({"announce", "a", "++"}), "put -- before the word ++");
    EXPECT_THAT(usage_error({"who", "else"}), HasSubstr("else"));
    EXPECT_EQ(usage_error({"who", "--", "else"}), "who takes no words, but there is else");
    EXPECT_THAT(usage_error({"why"}), HasSubstr("WHOM is required"));
    EXPECT_EQ(usage_error({"release", "bob", "ann"}),
              "release takes no more words, but there is also ann");
    EXPECT_EQ(usage_error({"release", "bob", "--", "-x"}),
              "release takes no more words, but there is also -x");
    EXPECT_EQ(usage_error({"release", "bob", "-x"}),
              "there is no option -x; put -- before words that begin with a dash");
    EXPECT_EQ(usage_error({"names", "--", "else"}), "names takes no words, but there is else");
    EXPECT_THAT(usage_error({"fingerprint", "else"}), HasSubstr("else"));
    for (const std::string count : {"0", "1001", "many", "-1", "1.5"}) {
        EXPECT_EQ(usage_error({"log", "-n", count}),
                  "-n must be a whole number from 1 to 1000, not " + count);
    }
    EXPECT_NE(usage_error({"who", "--socket"}), "no error");
}

TEST(CommandLine, RefuseTextThatIsNotUtf8) {
    EXPECT_THAT(usage_error({"announce", "\xFF"}), HasSubstr("not valid UTF-8"));
    EXPECT_THAT(usage_error({"kick", "--", "\xFF"}), HasSubstr("not valid UTF-8"));
}

TEST(CommandLine, RefuseATimeoutThatIsNone) {
    for (const auto* timeout : {"0", "-1", "nan", "inf", "86401", "0.0001"}) {
        EXPECT_EQ(usage_error({"who", std::string("--timeout=") + timeout}),
                  "--timeout is a number of seconds from 0.001 to 86400")
            << timeout;
    }
    EXPECT_THAT(usage_error({"who", "--timeout", "soon"}), HasSubstr("soon"));
}

TEST(CommandLine, TellTheVersion) {
    EXPECT_EQ(std::get<Information>(parse_arguments({"--version"}, noon)).text,
              "chatroomctl " CHATROOM_VERSION "\n");
}

TEST(CommandLine, HelpOnTheWholeAndOnEachVerb) {
    const auto help = std::get<Information>(parse_arguments({"--help"}, noon)).text;
    for (const std::string verb : {"announce", "who", "kick", "status", "ping", "version", "log",
                                   "names", "release", "fingerprint"}) {
        EXPECT_THAT(help, HasSubstr("\n  " + verb + " "));
        EXPECT_THAT(std::get<Information>(parse_arguments({verb, "--help"}, noon)).text,
                    HasSubstr("chatroomctl " + verb));
    }
    EXPECT_THAT(help, HasSubstr("chatroomctl [OPTIONS] VERB"));
}

// The completion learns verbs, options and what can stand where from the program.
TEST(CommandLine, DescribesItselfToTheShell) {
    const auto lines = std::get<Information>(parse_arguments({"--complete"}, noon)).text;
    for (const std::string line : {"option - --version",
                                   "option - --json",
                                   "option - --socket PATH",
                                   "option - --timeout SECONDS",
                                   "verb announce -",
                                   "verb who",
                                   "verb kick who -",
                                   "verb release names",
                                   "verb log",
                                   "option log -n N",
                                   "option log --help",
                                   "option who --socket PATH",
                                   "verb version",
                                   "verb config =show,check",
                                   "option log --user NAME who",
                                   "option log --follow",
                                   "help who List who is in the room",
                                   "option - --room NAME",
                                   "verb rooms",
                                   "help rooms Which rooms this machine has"}) {
        EXPECT_THAT("\n" + lines, HasSubstr("\n" + line + "\n"));
    }
    EXPECT_THAT(std::get<Information>(parse_arguments({"--help"}, noon)).text,
                ::testing::Not(HasSubstr("--complete")));
    EXPECT_THAT(usage_error({"--complete", "who"}), HasSubstr("there is no option --complete"));
    EXPECT_EQ(announced({"--", "--complete"}), "--complete");
}

class ControlSocket : public ::testing::Test {
protected:
    Environment environment() {
        return [this](std::string_view name) -> std::optional<std::string> {
            const auto found = variables_.find(std::string(name));
            return found == variables_.end() ? std::nullopt : std::optional(found->second);
        };
    }

    TemporaryDirectory directory_;
    std::map<std::string, std::string> variables_{{"XDG_RUNTIME_DIR", directory_.path().string()}};
};

TEST_F(ControlSocket, IsTheServicesUnlessSomethingElseIsThere) {
    EXPECT_THAT(control_sockets("", environment()), ElementsAre(system_control_socket));
    variables_.clear();
    EXPECT_THAT(control_sockets("", environment()), ElementsAre(system_control_socket));
}

TEST_F(ControlSocket, IsTheUsersOwnFirstIfThatFileExists) {
    const auto own = directory_.path() / "chatroomd/control.sock";
    std::filesystem::create_directory(own.parent_path());
    std::ofstream{own};
    EXPECT_THAT(control_sockets("", environment()), ElementsAre(own, system_control_socket));
}

TEST_F(ControlSocket, IsTheOneOfTheEnvironmentBeforeThatAndTheGivenOneBeforeAll) {
    const auto own = directory_.path() / "chatroomd/control.sock";
    std::filesystem::create_directory(own.parent_path());
    std::ofstream{own};
    variables_["CHATROOM_SOCKET"] = "/environment";
    EXPECT_THAT(control_sockets("", environment()), ElementsAre("/environment"));
    EXPECT_THAT(control_sockets("/given", environment()), ElementsAre("/given"));
}

} // namespace
} // namespace chatroom
