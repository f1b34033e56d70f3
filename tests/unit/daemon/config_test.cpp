// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/config.hpp"
#include "daemon/config_keys.hpp"

#include <fstream>
#include <regex>
#include <sstream>

#include <gmock/gmock.h>

namespace chatroom {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

ConfigErrors errors_of(std::string_view toml) {
    const auto parsed = parse_config(toml, "room.toml");
    return parsed ? ConfigErrors{} : parsed.error();
}

/// The configuration in the text, which must be without errors.
Config config_of(std::string_view toml) {
    const auto parsed = parse_config(toml, "room.toml");
    EXPECT_TRUE(parsed) << testing::PrintToString(errors_of(toml));
    return parsed.value_or(Config{});
}

// An empty file is the defaults, and these are the defaults.
TEST(Config, Defaults) {
    const auto config = config_of("");
    EXPECT_EQ(config, Config{});
    EXPECT_EQ(to_string(config.listen), "[::]:8888");
    EXPECT_EQ(config.state, "/var/lib/chatroomd");
    EXPECT_EQ(config.socket, "/run/chatroomd/control.sock");
    EXPECT_EQ(config.admins, std::nullopt);
    EXPECT_EQ(config.room.max_members, 1000U);
    EXPECT_EQ(config.room.grace, std::chrono::seconds(120));
    EXPECT_EQ(config.room.lag, std::chrono::seconds(120));
    EXPECT_EQ(config.room.history, 50U);
    EXPECT_EQ(config.room.keep_names, std::chrono::days(365));
    EXPECT_EQ(config.room.pre_shared_key, std::nullopt);
    EXPECT_EQ(config.passphrase_file, "");
    EXPECT_EQ(config.room.language, classic::Language::zh);
    EXPECT_THAT(config.room.farewell, ElementsAre("Exit", "EXIT"));
    EXPECT_EQ(config.retention.keep_events, 1'000'000U);
    EXPECT_EQ(config.retention.keep_days, std::chrono::days(365));
    EXPECT_EQ(config.workers, 0U);
    EXPECT_EQ(config.log_level, Severity::info);
}

// By default people come from loopback, private and link-local addresses, and from no others.
TEST(Config, DefaultNetworks) {
    const Config config;
    for (const auto* inside : {"127.0.0.1:1", "10.1.2.3:1", "172.31.0.1:1", "192.168.1.7:1",
                               "169.254.1.1:1", "[::1]:1", "[fd00::1]:1", "[fe80::1%2]:1"}) {
        EXPECT_TRUE(any_contains(config.room.allow, parse_address(inside).value())) << inside;
    }
    for (const auto* outside : {"8.8.8.8:1", "172.32.0.1:1", "[2001:db8::1]:1", "0.0.0.0:1"}) {
        EXPECT_FALSE(any_contains(config.room.allow, parse_address(outside).value())) << outside;
    }
}

// Every key of a file counts; what it leaves out stays at its default.
TEST(Config, ReadsEveryKey) {
    Config expected;
    expected.listen = parse_address("127.0.0.1:4000").value();
    expected.state = "/srv/room";
    expected.socket = "/srv/room.sock";
    expected.admins = AdminGroup{"root", 0};
    expected.room.max_members = 7;
    expected.room.grace = std::chrono::seconds(9);
    expected.room.lag = std::chrono::seconds(10);
    expected.room.history = 11;
    expected.room.keep_names = std::chrono::days(13);
    expected.passphrase_file = "/etc/passphrase";
    expected.room.language = classic::Language::en;
    expected.room.farewell = {"再见"};
    expected.room.allow = {AddressRange::parse("10.0.0.0/8").value()};
    expected.retention.keep_events = 2000;
    expected.retention.keep_days = std::chrono::days(3);
    expected.cluster = {.uri = "postgresql://chatroom@db/room",
                        .password_file = "/etc/password",
                        .node = "a",
                        .connect_timeout = std::chrono::seconds(2),
                        .answer_timeout = std::chrono::seconds(4),
                        .allow_unsafe = true};
    expected.room.node = "a";
    expected.room.node_timeout = std::chrono::seconds(6);
    expected.workers = 5;
    expected.log_level = Severity::warning;
    EXPECT_EQ(config_of(R"([network]
listen = "127.0.0.1:4000"
[paths]
state = '/srv/room'
socket = "/srv/room.sock"
[control]
admins = "root"
[room]
max_members = 7
grace_s = 9
lag_s = 10
history = 11
[access]
passphrase_file = "/etc/passphrase"
[classic]
language = "en"
farewell = ["再见"]
allow = [
    "10.0.0.0/8", # the office
]
[journal]
keep_events = 2_000
keep_days = 3
[names]
keep_days = 13
[cluster]
database = "postgresql://chatroom@db/room"
node = "a"
password_file = "/etc/password"
connect_timeout_s = 2
answer_timeout_s = 4
node_timeout_s = 6
allow_unsafe = true
[performance]
workers = 5
[log]
level = "warning"
)"),
              expected);
}

// A node of a room in a database has a name, which the room shows; without a database it has none.
TEST(Config, ANodeHasAName) {
    EXPECT_THAT(errors_of("[cluster]\nallow_unsafe = false\ndatabase = \"postgresql://db/room\"\n"),
                ElementsAre("room.toml:3: cluster.node is missing: each machine that shares the "
                            "room needs a name of its own"));
    EXPECT_EQ(config_of("[cluster]\nnode = \"a\"\n").room.node, "");
}

// What is printed is read back as the same configuration.
TEST(Config, PrintedAndReadBack) {
    EXPECT_EQ(config_of(to_toml(Config{})), Config{});
    Config config;
    config.listen = parse_address("[fe80::1%2]:1").value();
    config.state = "/srv/it's \"quoted\"\\";
    config.room.farewell = {"'", "\"", "a b", "再见"};
    config.room.allow.clear();
    config.log_level = Severity::error;
    config.admins = AdminGroup{"root", 0};
    config.room.max_members = 1;
    config.room.history = 0;
    config.passphrase_file = "/etc/it's a passphrase";
    EXPECT_EQ(config_of(to_toml(config)), config);
}

// It is printed the way etc/chatroomd.toml is written.
TEST(Config, PrintedForPeople) {
    const auto text = to_toml(Config{});
    EXPECT_THAT(text, StartsWith("[network]\nlisten = \"[::]:8888\"\n\n[paths]\n"));
    EXPECT_THAT(text, HasSubstr("\nsocket = \"/run/chatroomd/control.sock\"\n\n"
                                "[control]\nadmins = \"\"\n\n[room]\n"
                                "max_members = 1000\ngrace_s = 120\nlag_s = 120\nhistory = 50\n\n"
                                "[access]\npassphrase_file = \"\"\n\n[classic]\n"));
    EXPECT_THAT(text, HasSubstr("\nfarewell = [ \"Exit\", \"EXIT\" ]\n"));
    EXPECT_THAT(text, testing::Not(HasSubstr("'")));
}

// A wrong value is named with its file, line and key.
TEST(Config, SaysWhereAValueIsWrong) {
    EXPECT_THAT(
        errors_of("\n[room]\n# a comment\nmax_members = 0\n"),
        ElementsAre("room.toml:4: room.max_members must be a whole number from 1 to 10000"));
    EXPECT_THAT(errors_of("room.grace_s = \"soon\""),
                ElementsAre("room.toml:1: room.grace_s must be a whole number from 1 to 86400"));
    EXPECT_THAT(errors_of("[control]\nadmins = \"no-such-group\"\n"),
                ElementsAre("room.toml:2: control.admins names the group \"no-such-group\", which "
                            "this machine does not have"));
}

// All errors are told at once, in the order of the file.
TEST(Config, TellsAllErrorsByLine) {
    EXPECT_THAT(
        errors_of("[room]\nmax_members = 0\ngrace_s = 0\n[log]\nlevel = 1\n[colour]\nx = 1\n"
                  "[classic]\nlanguage = 1\n[journal]\nkeep_days = 0\n"),
        ElementsAre("room.toml:2: room.max_members must be a whole number from 1 to 10000",
                    "room.toml:3: room.grace_s must be a whole number from 1 to 86400",
                    R"(room.toml:5: log.level must be "debug", "info", "warning" or "error")",
                    R"(room.toml:6: unknown section "colour")",
                    R"(room.toml:9: classic.language must be "zh" or "en")",
                    "room.toml:11: journal.keep_days must be a whole number from 1 to 36500"));
}

// A misspelt key or section is answered with the one that was meant.
TEST(Config, SuggestsTheNearest) {
    EXPECT_THAT(
        errors_of("[room]\nmax_member = 5\n[netwrok]\nlisten = 1\n"),
        ElementsAre(
            R"(room.toml:2: unknown key "room.max_member": did you mean "room.max_members"?)",
            R"(room.toml:3: unknown section "netwrok": did you mean "network"?)"));
}

// A key in the wrong section, or above all sections, is answered with its place.
TEST(Config, SuggestsTheRightSection) {
    EXPECT_THAT(
        errors_of("keep_days = 1\n[room]\nlanguage = \"zh\"\n"),
        ElementsAre(
            R"(room.toml:1: unknown key "keep_days": did you mean "journal.keep_days"?)",
            R"(room.toml:3: unknown key "room.language": did you mean "classic.language"?)"));
}

// What is like nothing known is named without a guess, and cannot command the terminal.
TEST(Config, NamesTheUnknown) {
    EXPECT_THAT(errors_of("[room]\nweather = \"fine\"\n\"\\u001B[2J\" = 1\n"),
                ElementsAre(R"(room.toml:2: unknown key "room.weather")",
                            R"(room.toml:3: unknown key "room.\x1B[2J")"));
}

// A section that is written as a key or as a list is explained.
TEST(Config, SectionIsASection) {
    EXPECT_THAT(errors_of("room = 5\n[[log]]\nlevel = \"info\"\n"),
                ElementsAre("room.toml:1: room must be a section: [room]",
                            "room.toml:2: log must be a section: [log]"));
}

// Keys and sections that come twice, and what is no TOML at all, are errors of their line.
TEST(Config, NoToml) {
    EXPECT_THAT(errors_of("[room]\ngrace_s = 1\ngrace_s = 2\n"),
                ElementsAre(StartsWith("room.toml:3: ")));
    EXPECT_THAT(errors_of("[room]\n[log]\n[room]\n"), ElementsAre(StartsWith("room.toml:3: ")));
    EXPECT_THAT(errors_of("[room]\n\ngrace_s 1\n"), ElementsAre(StartsWith("room.toml:3: ")));
    EXPECT_THAT(errors_of("[room]\nx = \"\xff\"\n"), ElementsAre(StartsWith("room.toml:2: ")));
    EXPECT_THAT(errors_of("x = " + std::string(1000, '[')),
                ElementsAre(StartsWith("room.toml:1: ")));
}

/// The configuration file that is installed.
std::string shipped_file() {
    const std::ifstream file(CHATROOM_DEFAULT_CONFIG);
    std::ostringstream text;
    text << file.rdbuf();
    EXPECT_FALSE(text.str().empty()) << CHATROOM_DEFAULT_CONFIG;
    return text.str();
}

// The installed file changes nothing.
TEST(ShippedConfig, IsTheDefaults) {
    EXPECT_EQ(config_of(shipped_file()), Config{});
}

// Each key stands in the installed file, in its section, once, commented, at exactly its default.
TEST(ShippedConfig, ShowsEveryKeyAtItsDefault) {
    const auto uncommented =
        std::regex_replace(shipped_file(), std::regex("\n#([a-z_]+ = )"), "\n$1");
    EXPECT_EQ(config_of(uncommented), Config{});
    const auto document = toml::parse(uncommented);
    for (const auto& key : config_keys()) {
        EXPECT_TRUE(document[key.section][key.name]) << key.section << "." << key.name;
        // The values themselves, not only what they mean: "::1/128" is not "::1".
        toml::table expected;
        key.write(Config{}, expected);
        toml::table shown;
        shown.insert(key.name, *document[key.section][key.name].node());
        EXPECT_EQ(shown, expected) << key.section << "." << key.name;
    }
}

// A room with a passphrase is closed to the classic protocol, which has none, unless it is opened.
TEST(Config, closes_the_classic_protocol_with_a_passphrase) {
    const auto allow = [](std::string_view toml) {
        return parse_config(toml, "x").value().room.allow;
    };
    EXPECT_TRUE(allow("[access]\npassphrase_file = \"/p\"").empty());
    EXPECT_EQ(allow("[access]\npassphrase_file = \"/p\"\n[classic]\nallow = [\"10.0.0.0/8\"]"),
              std::vector{AddressRange::parse("10.0.0.0/8").value()});
    EXPECT_EQ(allow("[access]\npassphrase_file = \"\""), Config().room.allow);
}

} // namespace
} // namespace chatroom
