// SPDX-License-Identifier: GPL-3.0-or-later
// What need not be said on the command line.
#include "client/config.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace chatroom {

namespace {

using testing::ElementsAre;

std::vector<std::string> client_config_errors(std::string_view text,
                                              classic::Language language = classic::Language::en) {
    const auto config = parse_client_config(text, "f", wording_in(language));
    return config ? std::vector<std::string>{} : config.error();
}

// Everything is optional.
TEST(ClientConfigTest, MayBeEmpty) {
    EXPECT_EQ(parse_client_config("", "f", wording_in(classic::Language::en)).value(),
              ClientConfig{});
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
                                            "f", wording_in(classic::Language::en))
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
                ElementsAre("f:1: name must be a text: \"...\"", "f:2: unknown key nick",
                            "f:3: lang must be one of \"zh\", \"en\"",
                            "f:4: rooms must be a section: [rooms.NAME]"));
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

// It is told in the user's language.
TEST(ClientConfigTest, TellsItInBothLanguages) {
    constexpr auto chinese = classic::Language::zh;
    EXPECT_THAT(client_config_errors("name = 1\nnick = \"x\"\nlang = \"fr\"\nrooms = 1", chinese),
                ElementsAre("f 第 1 行：name 应该是一段文字：\"...\"",
                            "f 第 2 行：没有 nick 这一项",
                            "f 第 3 行：lang 只能是 \"zh\", \"en\" 之一",
                            "f 第 4 行：rooms 应该是一节：[rooms.名字]"));
    EXPECT_THAT(
        client_config_errors("[rooms.a]\naddress = \"a\"\nfingerprint = \"MD5\"\n"
                             "classic = 1\n[rooms.b]",
                             chinese),
        ElementsAre("f 第 1 行：a 的 fingerprint 不是指纹：\"SHA256:...\"",
                    "f 第 4 行：classic 应该是 true 或 false",
                    "f 第 5 行：b 需要地址 address：\"主机\"、\"主机:端口\" 或 chatroom:// 链接"));
    EXPECT_THAT(client_config_errors("room = ", chinese),
                ElementsAre(testing::StartsWith("f 第 1 行：不是正确的 TOML：")));
}

} // namespace

} // namespace chatroom
