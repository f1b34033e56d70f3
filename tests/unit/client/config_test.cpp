// SPDX-License-Identifier: GPL-3.0-or-later
// What need not be said on the command line.
#include "client/config.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace chatroom {

namespace {

using testing::ElementsAre;

std::vector<std::string> client_config_errors(std::string_view text) {
    const auto config = parse_client_config(text, "f");
    return config ? std::vector<std::string>{} : config.error();
}

// Everything is optional.
TEST(ClientConfigTest, MayBeEmpty) {
    EXPECT_EQ(parse_client_config("", "f").value(), ClientConfig{});
}

// Each key is taken over.
TEST(ClientConfigTest, IsReadWhole) {
    const auto config = parse_client_config(R"(
room = "ops"
name = "小明"
lang = "zh"
times = "long"
color = "never"
notify = "osc9"
[rooms.ops]
address = "chat.example.org:99"
fingerprint = "SHA256:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU"
name = "alerts"
identity = "/a/b"
passphrase_file = "/a/c"
[rooms.old]
address = "[::1]"
classic = true
)",
                                            "f")
                            .value();
    ClientConfig expected{.room = "ops",
                          .name = "小明",
                          .language = "zh",
                          .times = "long",
                          .colour = "never",
                          .notify = "osc9"};
    expected.rooms["ops"] = {
        .link = {{"chat.example.org", 99}, "SHA256:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU"},
        .name = "alerts",
        .identity = "/a/b",
        .passphrase_file = "/a/c"};
    expected.rooms["old"] = {.link = {{"::1", 8888}}, .is_classic = true};
    EXPECT_EQ(config, expected);
}

// All that is wrong is told at once, with its line.
TEST(ClientConfigTest, TellsWhatIsWrong) {
    EXPECT_THAT(client_config_errors("name = 1\nnick = \"x\"\nlang = \"fr\"\nrooms = 1"),
                testing::UnorderedElementsAre("f:1: name must be a text: \"...\"",
                                              "f:2: unknown key nick",
                                              "f:3: lang must be one of \"zh\", \"en\"",
                                              "f:4: rooms must be sections: [rooms.NAME]"));
    EXPECT_THAT(client_config_errors("[rooms.a]\nname = \"x\"\n[rooms.b]\naddress = \"a:b\""),
                ElementsAre(testing::StartsWith("f:1: a needs an address"),
                            testing::StartsWith("f:3: b needs an address")));
    EXPECT_THAT(client_config_errors("[rooms.a]\naddress = \"a\"\nfingerprint = \"MD5\"\n"
                                     "classic = 1\nport = 1"),
                testing::SizeIs(3));
    EXPECT_THAT(client_config_errors("room = "), ElementsAre(testing::StartsWith("f:1: ")));
}

// A path may begin with the home directory as people write it.
TEST(ClientConfigTest, KnowsTheHomeDirectory) {
    ClientConfig config;
    config.rooms["ops"] = {
        .link = {{"a", 1}}, .identity = "~/keys/ops", .passphrase_file = "/p~/x"};
    auto homeless = config;
    expand_home(homeless, std::nullopt);
    EXPECT_EQ(homeless, config);
    expand_home(config, "/home/u");
    EXPECT_EQ(config.rooms["ops"].identity, "/home/u/keys/ops");
    EXPECT_EQ(config.rooms["ops"].passphrase_file, "/p~/x");
}

} // namespace

} // namespace chatroom
