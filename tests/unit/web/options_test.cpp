// SPDX-License-Identifier: GPL-3.0-or-later
#include "web/options.hpp"

#include <array>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sysexits.h>

// The command line, and what it says on top of the configuration.
namespace chatroom {
namespace {

template <typename... Words>
std::variant<WebOptions, ExitWith> parse(Words... words) {
    const std::array<const char*, sizeof...(words) + 1> line{"chatroom-web", words...};
    return parse_web_options(static_cast<int>(line.size()), line.data());
}

TEST(WebOptions, AreRead) {
    const auto options = std::get<WebOptions>(
        parse("--listen", "127.0.0.1:0", "--room", "[::1]:9", "--check-config"));
    EXPECT_EQ(to_string(options.listen.value()), "127.0.0.1:0");
    EXPECT_EQ(options.room, "[::1]:9");
    EXPECT_TRUE(options.check_config);
    EXPECT_EQ(options.config, std::nullopt);
}

TEST(WebOptions, AreRefusedIfTheyAreWrong) {
    testing::internal::CaptureStderr();
    EXPECT_EQ(std::get<ExitWith>(parse("--listen", "8880")).code, EX_USAGE);
    EXPECT_EQ(std::get<ExitWith>(parse("--room", "")).code, EX_USAGE);
    EXPECT_EQ(std::get<ExitWith>(parse("--nothing")).code, EX_USAGE);
    EXPECT_THAT(testing::internal::GetCapturedStderr(), testing::HasSubstr("--listen"));
}

TEST(WebOptions, StandOverTheConfiguration) {
    WebOptions options;
    EXPECT_EQ(load_web_config(options).value(), WebConfig());
    options.listen = parse_address("127.0.0.1:1");
    options.room = "127.0.0.1:2";
    const auto config = load_web_config(options).value();
    EXPECT_EQ(config.listen, *options.listen);
    EXPECT_EQ(config.room, "127.0.0.1:2");
}

TEST(WebOptions, TrustNoRoomElsewhereWithoutItsFingerprint) {
    WebOptions options;
    options.room = "chat.example";
    EXPECT_THAT(load_web_config(options).error(),
                testing::ElementsAre(testing::HasSubstr("fingerprint")));
}

TEST(WebOptions, NameAFileThatCannotBeRead) {
    WebOptions options;
    options.config = "/nowhere/web.toml";
    EXPECT_THAT(load_web_config(options).error(),
                testing::ElementsAre("/nowhere/web.toml: No such file or directory"));
}

} // namespace
} // namespace chatroom
