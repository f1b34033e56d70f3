// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/end_to_end/daemon_process.hpp"

#include <csignal>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sysexits.h>

namespace chatroom::end_to_end {
namespace {

using testing::HasSubstr;

/// A configuration file of its own, and the daemon run with it to an early end.
class ConfigFile {
public:
    explicit ConfigFile(std::string_view text) { std::ofstream(path()) << text; }

    std::string path() const { return (folder_.path() / "chatroomd.toml").string(); }

    Ran run(std::vector<std::string> arguments) const {
        arguments.insert(arguments.begin(), {daemon_program, "--config", path()});
        return run_program(arguments);
    }

private:
    TemporaryDirectory folder_;
};

struct Faulty {
    std::string text;
    int line;
    std::vector<std::string> words; ///< Each of them is in the message.
};

// A faulty file makes the daemon exit 78 and name file, line, key and the nearest key.
TEST(Config, ErrorsNameFileLineKeyAndTheNearestKey) {
    const std::vector<Faulty> faulty{
        {"[classic]\nlangage = \"en\"\n", 2, {"classic.langage", "classic.language"}},
        {"[clasic]\nlanguage = \"en\"\n", 1, {"clasic", "classic"}},
        {"\n\n[room]\nmax_member = 3\n", 4, {"room.max_member", "room.max_members"}},
        {"[network]\nlisten = \"nonsense\"\n", 2, {"network.listen"}},
        {"[network]\nlisten = 8888\n", 2, {"network.listen"}},
        {"[room]\nmax_members = 0\n", 2, {"room.max_members", "1", "10000"}},
        {"[room]\nmax_members = \"many\"\n", 2, {"room.max_members"}},
        {"[room]\ngrace_s = 86401\n", 2, {"room.grace_s"}},
        {"[classic]\nlanguage = \"fr\"\n", 2, {"classic.language", "zh", "en"}},
        {"[classic]\nfarewell = []\n", 2, {"classic.farewell"}},
        {"[classic]\nfarewell = [\"\"]\n", 2, {"classic.farewell"}},
        {"[classic]\nallow = [\"10.0.0.0/33\"]\n", 2, {"classic.allow"}},
        {"[classic]\nallow = \"10.0.0.0/8\"\n", 2, {"classic.allow"}},
        {"[journal]\nkeep_events = 1\n", 2, {"journal.keep_events"}},
        {"[journal]\nkeep_days = 0\n", 2, {"journal.keep_days"}},
        {"[log]\nlevel = \"loud\"\n", 2, {"log.level"}},
        {"[room\n", 1, {}},
        {"[room]\nmax_members = 3\nmax_members = 4\n", 3, {"max_members"}}};
    for (const Faulty& fault : faulty) {
        const ConfigFile file(fault.text);
        for (const char* option : {"--check-config", "--print-config"}) {
            const Ran ran = file.run({option});
            EXPECT_EQ(ran.status, EX_CONFIG) << fault.text;
            EXPECT_THAT(ran.errors, HasSubstr(file.path() + ":" + std::to_string(fault.line)));
            for (const std::string& word : fault.words) {
                EXPECT_THAT(ran.errors, HasSubstr(word));
            }
        }
    }
}

// The daemon does not start on a faulty or missing file, and nothing comes into being.
TEST(Config, FaultyFilesStartNothing) {
    const TemporaryDirectory folder;
    const ConfigFile file("[room]\nmax_member = 3\n");
    const std::vector<std::string> places{"--state", folder.path() / "state", "--socket",
                                          folder.path() / "control.sock"};
    EXPECT_EQ(file.run(places).status, EX_CONFIG);
    const std::string missing = folder.path() / "missing.toml";
    const Ran ran = run_program({daemon_program, "--config", missing});
    EXPECT_EQ(ran.status, EX_CONFIG);
    EXPECT_THAT(ran.errors, HasSubstr(missing));
    EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

// --check-config says that a good file is good: an empty one, and the one that is installed.
TEST(Config, GoodFilesAreCalledGood) {
    const ConfigFile empty("");
    const Ran ran = empty.run({"--check-config"});
    EXPECT_EQ(ran.status, 0) << ran.errors;
    EXPECT_THAT(ran.output, HasSubstr(empty.path()));
    const std::string installed = CHATROOM_SOURCE_DIR "/etc/chatroomd.toml";
    EXPECT_EQ(run_program({daemon_program, "--config", installed, "--check-config"}).status, 0);
}

// A passphrase file with which the room cannot be run is a faulty configuration, also at the start.
TEST(Config, ChecksThePassphraseFile) {
    const TemporaryDirectory folder;
    const auto secret = folder.path() / "passphrase";
    const ConfigFile file("[access]\npassphrase_file = \"" + secret.string() + "\"\n");
    const auto expect_faulty = [&](const std::string& why) {
        for (const auto& arguments : {std::vector<std::string>{"--check-config"},
                                      std::vector<std::string>{"--state", folder.path()}}) {
            const Ran ran = file.run(arguments);
            EXPECT_EQ(ran.status, EX_CONFIG);
            EXPECT_THAT(ran.errors, HasSubstr(secret.string() + ": " + why));
            EXPECT_EQ(ran.output, "");
        }
    };
    expect_faulty("No such file or directory");
    std::ofstream(secret).flush();
    std::filesystem::permissions(secret, std::filesystem::perms{0644});
    expect_faulty("others than its owner and group have access to it");
    std::filesystem::permissions(secret, std::filesystem::perms{0640});
    expect_faulty("its first line must have 1 to 256 bytes");
    std::ofstream(secret) << "open sesame\n";
    EXPECT_EQ(file.run({"--check-config"}).status, 0);
}

// The installed file shows every key at its default: with all of them in force nothing changes.
TEST(Config, InstalledFileShowsTheDefaults) {
    std::ifstream installed(CHATROOM_SOURCE_DIR "/etc/chatroomd.toml");
    std::string text;
    for (std::string line; std::getline(installed, line);) {
        const bool key = line.starts_with('#') && line.size() > 1 && line[1] != ' ';
        text += (key ? line.substr(1) : line) + "\n";
    }
    const Ran shown = ConfigFile(text).run({"--print-config"});
    EXPECT_EQ(shown.status, 0) << shown.errors;
    EXPECT_EQ(shown.output, ConfigFile("").run({"--print-config"}).output);
    EXPECT_THAT(text, HasSubstr("\nkeep_days"));
}

// --print-config prints what --check-config accepts, and what prints itself again.
TEST(Config, PrintedConfigIsAConfig) {
    for (const std::string_view text :
         {"", "[classic]\nlanguage = \"en\"\nfarewell = [\"再\\\"见\\\\\", \"EXIT\"]\n"
              "allow = [\"0.0.0.0/0\", \"::/0\"]\n[room]\nmax_members = 5\ngrace_s = 7\n"
              "[journal]\nkeep_events = 5000\nkeep_days = 3\n[log]\nlevel = \"warning\"\n"
              "[network]\nlisten = \"127.0.0.1:0\"\n[paths]\nstate = \"/tmp/a b\"\n"}) {
        const Ran printed = ConfigFile(text).run({"--print-config"});
        ASSERT_EQ(printed.status, 0) << printed.errors;
        const ConfigFile again(printed.output);
        EXPECT_EQ(again.run({"--check-config"}).status, 0);
        EXPECT_EQ(again.run({"--print-config"}).output, printed.output);
    }
}

// The command line overrules the file, and --print-config shows what is in force.
TEST(Config, CommandLineOverrulesTheFile) {
    const ConfigFile file("[network]\nlisten = \"127.0.0.1:1\"\n[paths]\nstate = \"/a\"\n");
    const Ran ran = file.run(
        {"--print-config", "--listen", "[::1]:2", "--state", "/b", "--socket", "/c/control.sock"});
    EXPECT_EQ(ran.status, 0);
    EXPECT_THAT(ran.output, HasSubstr("listen = \"[::1]:2\""));
    EXPECT_THAT(ran.output, HasSubstr("state = \"/b\""));
    EXPECT_THAT(ran.output, HasSubstr("socket = \"/c/control.sock\""));
}

// A wrong command line ends the daemon in words.
TEST(Config, WrongCommandLinesAreRefused) {
    for (const std::vector<std::string>& arguments : {std::vector<std::string>{"--nonsense"},
                                                      {"--listen", "nonsense"},
                                                      {"--listen"},
                                                      {"extra"}}) {
        const Ran ran = ConfigFile("").run(arguments);
        EXPECT_EQ(ran.status, EX_USAGE) << testing::PrintToString(arguments);
        EXPECT_FALSE(ran.errors.empty());
    }
    EXPECT_EQ(run_program({daemon_program, "--help"}).status, 0);
    EXPECT_EQ(run_program({daemon_program, "--version"}).status, 0);
}

// Without --config and outside a service the daemon runs for the user who starts it, and that
// user's chatroomctl finds it.
TEST(Config, WithoutAFileTheDaemonIsTheUsersOwn) {
    const TemporaryDirectory home;
    const std::vector<std::string> environment{"XDG_STATE_HOME=" + (home.path() / "state").string(),
                                               "XDG_RUNTIME_DIR=" +
                                                   (home.path() / "runtime").string()};
    ChildProcess daemon({daemon_program, "--listen", "127.0.0.1:0"}, environment);
    daemon.errors().wait_for_line("listening on udp 127.0.0.1:");
    EXPECT_TRUE(std::filesystem::exists(home.path() / "state/chatroomd/room.db"));
    EXPECT_TRUE(std::filesystem::is_socket(home.path() / "runtime/chatroomd/control.sock"));
    EXPECT_EQ(run_program({ctl_program, "ping"}, "", environment).status, 0);
    daemon.signal(SIGTERM);
    EXPECT_EQ(daemon.wait(), 0);
    EXPECT_FALSE(std::filesystem::exists(home.path() / "runtime/chatroomd/control.sock"));
}

// SIGHUP applies the changed file at once: the language, the farewell, who may enter, how many.
TEST(Config, ReloadAppliesToTheOpenRoom) {
    DaemonProcess daemon;
    const RawMember alice(daemon.endpoint());
    const RawMember bob(daemon.endpoint());
    alice.enter("Alice");
    daemon.write_config("[classic]\nlanguage = \"en\"\nfarewell = [\"bye\"]\n"
                        "[room]\nmax_members = 2\n");
    daemon.process().signal(SIGHUP);
    daemon.process().errors().wait_for_line("reloaded");
    bob.enter("Bob");
    EXPECT_EQ(alice.receive(), "Bob entered the room");
    const RawMember carol(daemon.endpoint());
    carol.send("L Carol");
    EXPECT_EQ(carol.receive(), "the room is full, try again later");
    bob.send("Q Bob");
    EXPECT_EQ(bob.receive(), "bye");
    bob.expect_nothing();
    EXPECT_EQ(alice.receive(), "Bob left the room");
}

// A faulty file changes nothing at SIGHUP, and the log says file, line and key.
TEST(Config, ReloadOfAFaultyFileChangesNothing) {
    DaemonProcess daemon;
    const RawMember alice(daemon.endpoint());
    const RawMember bob(daemon.endpoint());
    alice.enter("Alice");
    daemon.write_config("[classic]\nlanguage = \"en\"\nfarwell = [\"bye\"]\n");
    daemon.process().signal(SIGHUP);
    const std::string line = daemon.process().errors().wait_for_line("farwell");
    EXPECT_THAT(line, HasSubstr(daemon.config_file().string() + ":3"));
    EXPECT_THAT(line, HasSubstr("classic.farewell"));
    bob.enter("Bob");
    EXPECT_EQ(alice.receive(), "Bob 进入了聊天室");
}

} // namespace
} // namespace chatroom::end_to_end
