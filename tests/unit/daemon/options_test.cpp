// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/options.hpp"
#include "tests/temporary_directory.hpp"

#include <cstdlib>
#include <fstream>
#include <map>

#include <gmock/gmock.h>

namespace chatroom {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::variant<DaemonOptions, ExitNow> parse(std::vector<const char*> arguments) {
    arguments.insert(arguments.begin(), "chatroomd");
    return parse_options(static_cast<int>(arguments.size()), arguments.data());
}

DaemonOptions options_of(const std::vector<const char*>& arguments) {
    return std::get<DaemonOptions>(parse(arguments));
}

struct Exit {
    int code;
    std::string output;
    std::string errors;
};

/// What a command line that ends the program at once does.
Exit exit_of(const std::vector<const char*>& arguments) {
    testing::internal::CaptureStdout();
    testing::internal::CaptureStderr();
    const auto parsed = parse(arguments);
    Exit result{-1, testing::internal::GetCapturedStdout(), testing::internal::GetCapturedStderr()};
    if (const auto* exit = std::get_if<ExitNow>(&parsed)) {
        result.code = exit->code;
    }
    return result;
}

// Without arguments nothing is chosen.
TEST(ParseOptions, NothingChosen) {
    const auto options = options_of({});
    EXPECT_EQ(options.config, std::nullopt);
    EXPECT_EQ(options.listen, std::nullopt);
    EXPECT_EQ(options.socket, std::nullopt);
    EXPECT_EQ(options.state, std::nullopt);
    EXPECT_FALSE(options.check_config);
    EXPECT_FALSE(options.print_config);
}

// Every option is understood.
TEST(ParseOptions, EverythingChosen) {
    const auto options =
        options_of({"--config", "/etc/x.toml", "--listen=[::1]:0", "--socket", "x.sock", "--state",
                    "/srv/状态", "--check-config", "--print-config"});
    EXPECT_EQ(options.config, "/etc/x.toml");
    EXPECT_EQ(options.listen, parse_address("[::1]:0"));
    EXPECT_EQ(options.socket, "x.sock");
    EXPECT_EQ(options.state, "/srv/状态");
    EXPECT_TRUE(options.check_config);
    EXPECT_TRUE(options.print_config);
}

// Help and the version are printed, and that is a success.
TEST(ParseOptions, HelpAndVersion) {
    const auto help = exit_of({"--help"});
    EXPECT_EQ(help.code, 0);
    for (const auto* option : {"--config FILE", "--check-config", "--print-config",
                               "--listen ADDR:PORT", "--socket PATH", "--state DIR", "--version"}) {
        EXPECT_THAT(help.output, HasSubstr(option));
    }
    const auto version = exit_of({"--version"});
    EXPECT_EQ(version.code, 0);
    EXPECT_EQ(version.output, "chatroomd " CHATROOM_VERSION "\n");
}

// A wrong command line is the usage error of sysexits.h, explained on standard error.
TEST(ParseOptions, WrongUsage) {
    for (const auto& wrong : std::vector<std::vector<const char*>>{{"--colour"},
                                                                   {"--config"},
                                                                   {"extra"},
                                                                   {"--state", "a", "--state", "b"},
                                                                   {"--listen", "8888"},
                                                                   {"--listen", "localhost:8888"},
                                                                   {"--listen", "127.0.0.1:65536"},
                                                                   {"--listen", "::1:8888"},
                                                                   {"--listen", ""}}) {
        const auto exit = exit_of(wrong);
        EXPECT_EQ(exit.code, 64) << testing::PrintToString(wrong);
        EXPECT_NE(exit.errors, "");
        EXPECT_EQ(exit.output, "");
    }
}

// What is wrong with an address is said in words.
TEST(ParseOptions, ExplainsTheAddress) {
    EXPECT_THAT(exit_of({"--listen", "8888"}).errors,
                HasSubstr("must be an address and a port, such as [::]:8888"));
}

/// The environment variables that count, set for a test and put back after it.
class LoadConfig : public testing::Test {
protected:
    LoadConfig() {
        for (const auto* name : {"STATE_DIRECTORY", "RUNTIME_DIRECTORY", "XDG_STATE_HOME",
                                 "XDG_RUNTIME_DIR", "HOME"}) {
            if (const auto* value = std::getenv(name)) {
                before_[name] = value;
            } else {
                before_[name] = std::nullopt;
            }
            ::unsetenv(name);
        }
    }
    ~LoadConfig() override {
        for (const auto& [name, value] : before_) {
            if (value) {
                set(name.c_str(), value->c_str());
            } else {
                ::unsetenv(name.c_str());
            }
        }
    }

    static void set(const char* name, const char* value) { ::setenv(name, value, 1); }

    /// The configuration, which must be without errors.
    static Config load(const DaemonOptions& options) {
        const auto loaded = load_config(options);
        EXPECT_THAT(errors(options), ElementsAre());
        return loaded.value_or(Config{});
    }

    static ConfigErrors errors(const DaemonOptions& options) {
        const auto loaded = load_config(options);
        return loaded ? ConfigErrors{} : loaded.error();
    }

    std::filesystem::path write(const std::string& text) {
        const auto path = directory_.path() / "room.toml";
        std::ofstream(path) << text;
        return path;
    }

    TemporaryDirectory directory_;

private:
    std::map<std::string, std::optional<std::string>> before_;
};

// Without a file and outside a service, the paths are the user's and the rest is the defaults.
TEST_F(LoadConfig, OfAUser) {
    set("HOME", "/home/a");
    set("XDG_STATE_HOME", "/state");
    set("XDG_RUNTIME_DIR", "/runtime");
    auto config = load({});
    EXPECT_EQ(config.state, "/state/chatroomd");
    EXPECT_EQ(config.socket, "/runtime/chatroomd/control.sock");
    config.state = Config{}.state;
    config.socket = Config{}.socket;
    EXPECT_EQ(config, Config{});
}

// A user without XDG variables has a home.
TEST_F(LoadConfig, OfAUserWithAHomeOnly) {
    set("HOME", "/home/a");
    const auto config = load({});
    EXPECT_EQ(config.state, "/home/a/.local/state/chatroomd");
    EXPECT_EQ(config.socket, "/home/a/.local/state/chatroomd/control.sock");
}

// In a service the paths are those that systemd made for it.
TEST_F(LoadConfig, OfAService) {
    set("HOME", "/home/a");
    set("STATE_DIRECTORY", "/var/lib/x");
    set("RUNTIME_DIRECTORY", "/run/x");
    const auto config = load({});
    EXPECT_EQ(config.state, "/var/lib/x");
    EXPECT_EQ(config.socket, "/run/x/control.sock");
}

// Where the environment says nothing, the error says what to do, and doing that helps.
TEST_F(LoadConfig, OfNobody) {
    EXPECT_THAT(errors({}), ElementsAre("neither XDG_STATE_HOME nor HOME is set: say where the "
                                        "state belongs with --config or --state and --socket"));
    DaemonOptions options;
    options.state = "/srv/room";
    EXPECT_EQ(errors(options).size(), 1U);
    options.socket = "/srv/room.sock";
    const auto config = load(options);
    EXPECT_EQ(config.state, "/srv/room");
    EXPECT_EQ(config.socket, "/srv/room.sock");
}

// A file says everything, whoever starts the daemon; the command line is above the file.
TEST_F(LoadConfig, CommandLineAboveFile) {
    set("HOME", "/home/a");
    DaemonOptions options;
    options.config = write("[network]\nlisten = \"127.0.0.1:1\"\n[room]\nmax_members = 5\n"
                           "[paths]\nstate = \"/file\"\n");
    auto config = load(options);
    EXPECT_EQ(to_string(config.listen), "127.0.0.1:1");
    EXPECT_EQ(config.state, "/file");
    EXPECT_EQ(config.socket, Config{}.socket);
    options.listen = parse_address("[::1]:2");
    options.state = "/options";
    options.socket = "relative.sock";
    config = load(options);
    EXPECT_EQ(to_string(config.listen), "[::1]:2");
    EXPECT_EQ(config.state, "/options");
    EXPECT_EQ(config.socket, "relative.sock");
    EXPECT_EQ(config.room.max_members, 5U);
}

// The command line is above the environment, too.
TEST_F(LoadConfig, CommandLineAboveEnvironment) {
    set("STATE_DIRECTORY", "/var/lib/x");
    set("RUNTIME_DIRECTORY", "/run/x");
    DaemonOptions options;
    options.state = "/options";
    const auto config = load(options);
    EXPECT_EQ(config.state, "/options");
    EXPECT_EQ(config.socket, "/run/x/control.sock");
}

// The errors of a file are told with its path.
TEST_F(LoadConfig, FaultyFile) {
    DaemonOptions options;
    options.config = write("[room]\ngrace_s = 0\n");
    EXPECT_THAT(errors(options), ElementsAre(options.config->string() +
                                             ":2: room.grace_s must be a whole number from 1 to "
                                             "86400"));
}

// A file that cannot be read is told with the reason, whatever it is.
TEST_F(LoadConfig, UnreadableFile) {
    DaemonOptions options;
    options.config = directory_.path() / "missing.toml";
    EXPECT_THAT(errors(options),
                ElementsAre(options.config->string() + ": No such file or directory"));
    options.config = directory_.path();
    EXPECT_THAT(errors(options), ElementsAre(options.config->string() + ": Is a directory"));
    options.config = "/dev/zero";
    EXPECT_THAT(errors(options),
                ElementsAre("/dev/zero: it is longer than 1 MiB, which no configuration is"));
}

} // namespace
} // namespace chatroom
