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

// The daemon does not start on a faulty or missing file or a wrong command line, says why, and
// nothing comes into being.
TEST(Config, FaultyFilesStartNothing) {
    const TemporaryDirectory folder;
    const ConfigFile file("[room]\nmax_member = 3\n");
    const std::vector<std::string> places{"--state", folder.path() / "state", "--socket",
                                          folder.path() / "control.sock"};
    const Ran faulty = file.run(places);
    EXPECT_EQ(faulty.status, EX_CONFIG);
    EXPECT_THAT(faulty.errors, HasSubstr(file.path() + ":2"));
    EXPECT_THAT(faulty.errors, HasSubstr("room.max_members"));
    const std::string missing = folder.path() / "missing.toml";
    const Ran ran = run_program({daemon_program, "--config", missing});
    EXPECT_EQ(ran.status, EX_CONFIG);
    EXPECT_THAT(ran.errors, HasSubstr(missing));
    EXPECT_EQ(run_program({daemon_program, "--nonsense"}).status, EX_USAGE);
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
