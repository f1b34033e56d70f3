// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/config_keys.hpp"

#include <gmock/gmock.h>

namespace chatroom {
namespace {

using testing::ElementsAre;

/// What the key says of the TOML value; "" if it takes it.
std::string fault(std::string_view path, const std::string& value, Config& config) {
    for (const auto& key : config_keys()) {
        if (std::string(key.section) + "." + std::string(key.name) == path) {
            const auto document = toml::parse("value = " + value);
            return key.read(*document.get("value"), config).value_or("");
        }
    }
    return "no such key";
}

std::string fault(std::string_view path, const std::string& value) {
    Config config;
    auto result = fault(path, value, config);
    EXPECT_TRUE(result.empty() || config == Config{}) << "a faulty value changed something";
    return result;
}

/// The configuration with one value that must be taken.
Config with(std::string_view path, const std::string& value) {
    Config config;
    EXPECT_EQ(fault(path, value, config), "");
    return config;
}

// These are the keys, in the order of the file.
TEST(ConfigKeys, AreThese) {
    std::vector<std::string> paths;
    for (const auto& key : config_keys()) {
        paths.push_back(std::string(key.section) + "." + std::string(key.name));
    }
    EXPECT_THAT(paths,
                ElementsAre("network.listen", "paths.state", "paths.socket", "control.admins",
                            "room.max_members", "room.grace_s", "room.lag_s", "room.history",
                            "access.passphrase_file", "classic.language", "classic.farewell",
                            "classic.allow", "limits.lines_per_s", "limits.lines_at_once",
                            "limits.bytes_per_s", "limits.bytes_at_once",
                            "limits.classic_of_an_address", "limits.classic_of_this_machine",
                            "limits.sealed_of_a_network", "limits.classic_silence_h",
                            "limits.trusted_gateways", "web.address", "journal.keep_events",
                            "journal.keep_days", "names.keep_days", "cluster.database",
                            "cluster.node", "cluster.password_file", "cluster.connect_timeout_s",
                            "cluster.answer_timeout_s", "cluster.node_timeout_s",
                            "cluster.allow_unsafe", "performance.workers", "log.level"));
}

// The port is an address with a port, in quotes.
TEST(ConfigKeys, Listen) {
    EXPECT_EQ(with("network.listen", R"("192.168.1.1:0")").listen, parse_address("192.168.1.1:0"));
    EXPECT_EQ(with("network.listen", R"("[::1]:65535")").listen, parse_address("[::1]:65535"));
    for (const auto* wrong : {"8888", R"("8888")", R"("::1")", R"("localhost:8888")",
                              R"("1.2.3.4:65536")", R"(["[::]:8888"])", R"("")"}) {
        EXPECT_EQ(fault("network.listen", wrong),
                  R"(must be an address and a port, such as "[::]:8888" or "192.168.1.1:8888")")
            << wrong;
    }
}

// Who is believed is a few, never everybody.
TEST(ConfigKeys, TrustedGateways) {
    EXPECT_EQ(with("limits.trusted_gateways", R"(["127.0.0.1/32", "fd00::/8"])").room.gateways,
              (std::vector{AddressRange::parse("127.0.0.1").value(),
                           AddressRange::parse("fd00::/8").value()}));
    EXPECT_EQ(fault("limits.trusted_gateways", R"(["0.0.0.0/0"])"),
              "must not hold everybody: whoever is in it may pretend to come from anywhere");
    EXPECT_EQ(fault("limits.trusted_gateways", R"(["x"])"),
              R"(holds "x", which is no network such as "192.168.0.0/16")");
}

// The page is where a browser goes; what a link needs can follow it.
TEST(ConfigKeys, Page) {
    EXPECT_EQ(with("web.address", R"("https://chat.example.org/房间/")").room.page,
              "https://chat.example.org/房间/");
    EXPECT_EQ(with("web.address", R"("")").room.page, "");
    const auto too_long = "\"https://" + std::string(300, 'a') + "\"";
    for (const auto& wrong :
         {std::string("1"), std::string(R"("chat.example.org")"), std::string(R"("javascript:x")"),
          std::string(R"("https://")"), std::string(R"("https://a/#b")"),
          std::string(R"("https://a/ b")"), too_long}) {
        EXPECT_EQ(fault("web.address", wrong),
                  R"(must be the address of a page, such as "https://chat.example.org/", or "")")
            << wrong;
    }
}

// A path is absolute, whatever directory the daemon is started in.
TEST(ConfigKeys, Paths) {
    EXPECT_EQ(with("paths.state", R"("/srv/聊天")").state, "/srv/聊天");
    EXPECT_EQ(with("paths.socket", R"("/tmp/x.sock")").socket, "/tmp/x.sock");
    for (const auto* key : {"paths.state", "paths.socket"}) {
        for (const auto* wrong : {R"("relative/path")", R"("")", "1", R"(["/srv"])", "true"}) {
            EXPECT_EQ(fault(key, wrong), "must be an absolute path in quotes") << wrong;
        }
    }
}

// Who may change something is a group that there is, or whoever can connect.
TEST(ConfigKeys, Admins) {
    EXPECT_EQ(with("control.admins", R"("root")").admins, (AdminGroup{"root", 0}));
    Config config;
    config.admins = AdminGroup{"old", 1};
    EXPECT_EQ(fault("control.admins", R"("")", config), "");
    EXPECT_EQ(config, Config{});
    EXPECT_EQ(fault("control.admins", R"("no-such-group")"),
              R"(names the group "no-such-group", which this machine does not have)");
    for (const auto* wrong : {"0", R"(["root"])", "true"}) {
        EXPECT_EQ(fault("control.admins", wrong),
                  R"(must be the name of a group in quotes, or "")");
    }
}

// The passphrase's file is a path like any other, or none.
TEST(ConfigKeys, PassphraseFile) {
    EXPECT_EQ(with("access.passphrase_file", R"("/etc/口令")").passphrase_file, "/etc/口令");
    Config config;
    config.passphrase_file = "/etc/old";
    EXPECT_EQ(fault("access.passphrase_file", R"("")", config), "");
    EXPECT_EQ(config, Config{});
    for (const auto* wrong : {R"("passphrase")", R"(" ")", "1", R"([""])", "false"}) {
        EXPECT_EQ(fault("access.passphrase_file", wrong),
                  R"(must be an absolute path in quotes, or "")")
            << wrong;
    }
}

struct NumberCase {
    const char* description;
    const char* path;
    std::int64_t least;
    std::int64_t most;
    std::int64_t (*get)(const Config& config);
};

void PrintTo(const NumberCase& tested, std::ostream* out) {
    *out << tested.path;
}

class ConfigNumber : public testing::TestWithParam<NumberCase> {};

// A number is whole and within its limits.
TEST_P(ConfigNumber, HasLimits) {
    const auto& [description, path, least, most, get] = GetParam();
    EXPECT_EQ(get(with(path, std::to_string(least))), least);
    EXPECT_EQ(get(with(path, std::to_string(most))), most);
    for (const auto& wrong :
         {std::to_string(least - 1), std::to_string(most + 1), std::string("-1"),
          std::string("9223372036854775807"), std::to_string(least) + ".0", std::string("true"),
          "\"" + std::to_string(least) + "\""}) {
        EXPECT_EQ(fault(path, wrong), "must be a whole number from " + std::to_string(least) +
                                          " to " + std::to_string(most))
            << wrong;
    }
}

INSTANTIATE_TEST_SUITE_P(
    Keys, ConfigNumber,
    testing::Values(
        NumberCase{"max_members", "room.max_members", 1, 10'000,
                   [](const Config& c) { return std::int64_t(c.room.max_members); }},
        NumberCase{"grace", "room.grace_s", 1, 86'400,
                   [](const Config& c) { return std::int64_t(c.room.grace.count()); }},
        NumberCase{"history", "room.history", 0, 1000,
                   [](const Config& c) { return std::int64_t(c.room.history); }},
        NumberCase{"keep_names", "names.keep_days", 1, 36'500,
                   [](const Config& c) { return std::int64_t(c.room.keep_names.count()); }},
        NumberCase{"lines", "limits.lines_per_s", 0, 10'000,
                   [](const Config& c) { return std::int64_t(c.room.limits.lines.per_second); }},
        NumberCase{"lines_at_once", "limits.lines_at_once", 1, 100'000,
                   [](const Config& c) { return std::int64_t(c.room.limits.lines.at_once); }},
        NumberCase{"bytes", "limits.bytes_per_s", 0, 100'000'000,
                   [](const Config& c) { return std::int64_t(c.room.limits.bytes.per_second); }},
        NumberCase{"bytes_at_once", "limits.bytes_at_once", 4096, 1'000'000'000,
                   [](const Config& c) { return std::int64_t(c.room.limits.bytes.at_once); }},
        NumberCase{
            "classic_of_an_address", "limits.classic_of_an_address", 1, 10'000,
            [](const Config& c) { return std::int64_t(c.room.limits.classic_of_an_address); }},
        NumberCase{
            "classic_of_this_machine", "limits.classic_of_this_machine", 1, 10'000,
            [](const Config& c) { return std::int64_t(c.room.limits.classic_of_this_machine); }},
        NumberCase{"sealed_of_a_network", "limits.sealed_of_a_network", 1, 10'000,
                   [](const Config& c) { return std::int64_t(c.room.limits.sealed_of_a_network); }},
        NumberCase{"classic_silence", "limits.classic_silence_h", 0, 8760,
                   [](const Config& c) { return c.room.limits.classic_silence.count(); }},
        NumberCase{"keep_events", "journal.keep_events", 1000, 100'000'000,
                   [](const Config& c) { return std::int64_t(c.retention.keep_events); }},
        NumberCase{"connect_timeout", "cluster.connect_timeout_s", 2, 60,
                   [](const Config& c) { return std::int64_t(c.cluster.connect_timeout.count()); }},
        NumberCase{"answer_timeout", "cluster.answer_timeout_s", 2, 300,
                   [](const Config& c) { return std::int64_t(c.cluster.answer_timeout.count()); }},
        NumberCase{"node_timeout", "cluster.node_timeout_s", 5, 3600,
                   [](const Config& c) { return std::int64_t(c.room.node_timeout.count()); }},
        NumberCase{"workers", "performance.workers", 0, 64,
                   [](const Config& c) { return std::int64_t(c.workers); }},
        NumberCase{"keep_days", "journal.keep_days", 1, 36'500,
                   [](const Config& c) { return std::int64_t(c.retention.keep_days.count()); }}),
    [](const auto& tested) { return tested.param.description; });

// The language is one of two words.
TEST(ConfigKeys, Language) {
    EXPECT_EQ(with("classic.language", R"("en")").room.language, classic::Language::en);
    EXPECT_EQ(with("classic.language", R"("zh")").room.language, classic::Language::zh);
    for (const auto* wrong : {R"("EN")", R"("de")", R"("")", "1"}) {
        EXPECT_EQ(fault("classic.language", wrong), R"(must be "zh" or "en")") << wrong;
    }
}

// The farewell is one to four texts, each short enough for old programs.
TEST(ConfigKeys, Farewell) {
    const std::string longest(120, 'x');
    EXPECT_THAT(with("classic.farewell", R"(["EXIT"])").room.farewell, ElementsAre("EXIT"));
    EXPECT_THAT(
        with("classic.farewell", R"(["a", "再见", "a", ")" + longest + R"("])").room.farewell,
        ElementsAre("a", "再见", "a", longest));
    for (const auto& wrong :
         {std::string("[]"), std::string(R"("EXIT")"), std::string(R"([""])"),
          std::string(R"(["a", 1])"), std::string(R"([["a"]])"), std::string(R"(["a\nb"])"),
          std::string(R"(["Q x"])"), std::string(R"(["L"])"),
          std::string(R"(["1", "2", "3", "4", "5"])"), R"(["x)" + longest + R"("])"}) {
        EXPECT_EQ(
            fault("classic.farewell", wrong),
            R"(must be 1 to 4 texts of 1 to 120 bytes that are no requests, such as ["EXIT"])")
            << wrong;
    }
}

// The networks are as many as anybody needs; none at all closes the classic door.
TEST(ConfigKeys, Allow) {
    EXPECT_THAT(with("classic.allow", R"(["10.0.0.0/8", "::1"])").room.allow,
                ElementsAre(AddressRange::parse("10.0.0.0/8"), AddressRange::parse("::1/128")));
    EXPECT_TRUE(with("classic.allow", "[]").room.allow.empty());
    const auto list = [](std::size_t count) {
        std::string text;
        for (std::size_t index = 0; index < count; ++index) {
            text += R"("10.0.0.0/8",)";
        }
        return "[" + text + "]";
    };
    EXPECT_EQ(with("classic.allow", list(64)).room.allow.size(), 64U);
    for (const auto& wrong : {list(65), std::string(R"("10.0.0.0/8")"), std::string("1")}) {
        EXPECT_EQ(fault("classic.allow", wrong),
                  R"(must be a list of at most 64 networks, such as ["192.168.0.0/16"])");
    }
}

// A network that is none is shown as it was written, if a terminal can show it.
TEST(ConfigKeys, AllowNamesTheWrongNetwork) {
    const auto holds = [](const std::string& text) {
        return "holds \"" + text + R"(", which is no network such as "192.168.0.0/16")";
    };
    EXPECT_EQ(fault("classic.allow", R"(["::1", "10.0.0.1/8"])"), holds("10.0.0.1/8"));
    EXPECT_EQ(fault("classic.allow", R"(["10.0.0.0/33"])"), holds("10.0.0.0/33"));
    EXPECT_EQ(fault("classic.allow", R"(["\u001B[2J"])"), holds(R"(\x1B[2J)"));
    EXPECT_EQ(fault("classic.allow", "[10]"), holds(""));
}

// The database is a URI without a password, or there is none.
TEST(ConfigKeys, Database) {
    const std::string uri = "postgresql://chatroom@a,b/room?sslmode=verify-full";
    EXPECT_EQ(with("cluster.database", "\"" + uri + "\"").cluster.uri, uri);
    EXPECT_FALSE(with("cluster.database", R"("")").is_cluster());
    EXPECT_EQ(fault("cluster.database", "1"),
              R"(must be the address of a database in quotes, or "")");
    EXPECT_THAT(fault("cluster.database", R"("postgresql://x:y@db/room")"),
                testing::HasSubstr("must not have a password in it"));
    EXPECT_EQ(with("cluster.password_file", R"("/etc/x")").cluster.password_file, "/etc/x");
    EXPECT_NE(fault("cluster.password_file", R"("x")"), "");
}

// A node's name is short and plain, as it is shown and compared.
TEST(ConfigKeys, Node) {
    const std::string longest(32, 'x');
    EXPECT_EQ(with("cluster.node", R"("a-1")").cluster.node, "a-1");
    EXPECT_EQ(with("cluster.node", "\"" + longest + "\"").cluster.node, longest);
    for (const auto& wrong : {std::string("1"), std::string(R"("A")"), std::string(R"("a b")"),
                              std::string(R"("ä")"), "\"x" + longest + "\""}) {
        EXPECT_EQ(fault("cluster.node", wrong),
                  R"(must be 1 to 32 characters of a to z, 0 to 9 and "-" in quotes)")
            << wrong;
    }
}

// What is insisted on is said in so many words.
TEST(ConfigKeys, AllowUnsafe) {
    EXPECT_TRUE(with("cluster.allow_unsafe", "true").cluster.allow_unsafe);
    EXPECT_FALSE(with("cluster.allow_unsafe", "false").cluster.allow_unsafe);
    for (const auto* wrong : {"1", R"("true")", "[]"}) {
        EXPECT_EQ(fault("cluster.allow_unsafe", wrong), "must be true or false") << wrong;
    }
}

// The log's level is one of four words.
TEST(ConfigKeys, LogLevel) {
    EXPECT_EQ(with("log.level", R"("debug")").log_level, Severity::debug);
    EXPECT_EQ(with("log.level", R"("info")").log_level, Severity::info);
    EXPECT_EQ(with("log.level", R"("warning")").log_level, Severity::warning);
    EXPECT_EQ(with("log.level", R"("error")").log_level, Severity::error);
    for (const auto* wrong : {R"("warn")", R"("")", "3"}) {
        EXPECT_EQ(fault("log.level", wrong), R"(must be "debug", "info", "warning" or "error")");
    }
}

} // namespace
} // namespace chatroom
