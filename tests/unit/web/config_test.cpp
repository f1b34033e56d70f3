// SPDX-License-Identifier: GPL-3.0-or-later
#include "web/config.hpp"

#include <fstream>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

// The configuration: all that is wrong with it is said at once, each with its line.
namespace chatroom {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

WebConfig parsed(std::string_view toml) {
    return parse_web_config(toml, "web.toml").value();
}

WebConfigErrors errors(std::string_view toml) {
    const auto config = parse_web_config(toml, "web.toml");
    return config ? WebConfigErrors{} : config.error();
}

const std::string fingerprint = "SHA256:" + std::string(43, 'A');

TEST(WebConfig, HasTheDefaultsThatItsFileShows) {
    std::ifstream file(CHATROOM_DEFAULT_WEB_CONFIG);
    std::string text;
    for (std::string line; std::getline(file, line);) {
        const bool is_key = line.starts_with("#") && line.find(" = ") != std::string::npos &&
                            !line.starts_with("# ");
        text += (is_key ? line.substr(1) : line) + "\n";
    }
    EXPECT_THAT(text, HasSubstr("\npages = 2000\n"));
    EXPECT_EQ(parsed(text), WebConfig());
    EXPECT_EQ(parsed(""), WebConfig());
}

TEST(WebConfig, ReadsEachKey) {
    const auto config = parsed("[network]\nlisten = \"127.0.0.1:80\"\n"
                               "[room]\naddress = \"chat.example:99,b.example\"\nfingerprint = \"" +
                               fingerprint +
                               "\"\ntitle = \"教室\"\ntell_addresses = true\n"
                               "[tls]\ncertificate = \"/c\"\nkey = \"/k\"\n"
                               "[http]\norigins = [\"https://chat.example\"]\n"
                               "proxies = [\"127.0.0.1\"]\n"
                               "[limits]\npages = 10\npages_of_a_network = 3\n");
    EXPECT_EQ(to_string(config.listen), "127.0.0.1:80");
    EXPECT_EQ(config.room, "chat.example:99,b.example");
    EXPECT_EQ(config.fingerprint, fingerprint);
    EXPECT_EQ(config.title, "教室");
    EXPECT_TRUE(config.tells_addresses);
    EXPECT_EQ(config.certificate, "/c");
    EXPECT_EQ(config.key, "/k");
    EXPECT_THAT(config.origins, ElementsAre("https://chat.example"));
    EXPECT_EQ(config.proxies.size(), 1U);
    EXPECT_EQ(config.max_pages, 10U);
    EXPECT_EQ(config.max_pages_of_a_network, 3U);
}

TEST(WebConfig, SaysAllThatIsWrong) {
    EXPECT_THAT(errors("[network]\nlisten = 8880\n[limits]\npages = 0\npage = 1\n"),
                ElementsAre(HasSubstr("web.toml:2: network.listen must be an address and a port"),
                            "web.toml:4: limits.pages must be a whole number from 1 to 10000",
                            HasSubstr("web.toml:5: unknown key \"limits.page\": did you mean "
                                      "\"limits.pages\"?")));
    EXPECT_THAT(errors("= 1"), ElementsAre(HasSubstr("web.toml:1: ")));
    EXPECT_THAT(errors("listen = 1"), ElementsAre(HasSubstr("unknown key \"listen\"")));
}

TEST(WebConfig, RefusesValuesOfAnotherKind) {
    for (const auto* line :
         {"[room]\naddress = \"\"", "[room]\nfingerprint = \"abc\"", "[room]\ntitle = 1",
          "[room]\ntell_addresses = 1", "[room]\ntitle = \"a\\nb\"",
          "[tls]\ncertificate = \"c\"\nkey = \"/k\"", "[http]\norigins = [\"chat.example\"]",
          "[http]\norigins = [\"https://a/b\"]", "[http]\norigins = \"https://a\"",
          "[http]\nproxies = [\"0.0.0.0/0\"]", "[http]\nproxies = [\"localhost\"]",
          "[limits]\npages_of_a_network = 10001"}) {
        EXPECT_FALSE(errors(line).empty()) << line;
    }
}

TEST(WebConfig, WantsCertificateAndKeyTogether) {
    EXPECT_THAT(errors("[tls]\nkey = \"/k\"\n"),
                ElementsAre("web.toml: tls.certificate and tls.key belong together: give both or "
                            "neither"));
}

TEST(WebConfig, WantsTheFingerprintOfARoomElsewhere) {
    EXPECT_THAT(errors("[room]\naddress = \"chat.example\"\n"),
                ElementsAre(HasSubstr("room.fingerprint is missing")));
    EXPECT_EQ(parsed("[room]\naddress = \"[::1]:8888\"\n").fingerprint, std::nullopt);
}

TEST(RoomServers, AreAddressesWithCommasInBetween) {
    EXPECT_THAT(room_servers("a.example").value(), ElementsAre(ServerAddress{.host = "a.example"}));
    EXPECT_THAT(room_servers("a:1,[::1]:2,10.0.0.1").value(),
                ElementsAre(ServerAddress{"a", 1}, ServerAddress{"::1", 2},
                            ServerAddress{"10.0.0.1", 8888}));
    std::string many = "a";
    for (int i = 1; i < 16; ++i) {
        many += ",a";
    }
    EXPECT_TRUE(room_servers(many));
    for (const std::string& wrong : {std::string(), std::string("a,"), std::string(",a"),
                                     std::string("a,,b"), std::string("a:0"), many + ",a"}) {
        EXPECT_FALSE(room_servers(wrong)) << wrong;
    }
}

TEST(IsOnThisMachine, HoldsForAllServers) {
    EXPECT_TRUE(is_on_this_machine("127.0.0.1:1,localhost:2"));
    EXPECT_FALSE(is_on_this_machine("127.0.0.1:1,chat.example"));
}

TEST(IsOnThisMachine, KnowsLoopback) {
    EXPECT_TRUE(is_on_this_machine("127.0.0.1:8888"));
    EXPECT_TRUE(is_on_this_machine("127.1.2.3"));
    EXPECT_TRUE(is_on_this_machine("[::1]"));
    EXPECT_TRUE(is_on_this_machine("localhost:1"));
    EXPECT_FALSE(is_on_this_machine("192.168.1.1"));
    EXPECT_FALSE(is_on_this_machine("chat.example"));
    EXPECT_FALSE(is_on_this_machine(""));
}

} // namespace
} // namespace chatroom
