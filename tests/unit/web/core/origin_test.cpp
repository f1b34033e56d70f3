// SPDX-License-Identifier: GPL-3.0-or-later
#include "web/core/origin.hpp"

#include <vector>

#include <gtest/gtest.h>

// Only the page's own origin opens its WebSocket.
namespace chatroom {
namespace {

bool is_own(std::string_view origin, std::string_view host) {
    return is_own_origin(origin, host, {});
}

TEST(IsOwnOrigin, ComparesTheHost) {
    EXPECT_TRUE(is_own("http://chat.example:8880", "chat.example:8880"));
    EXPECT_TRUE(is_own("https://chat.example", "chat.example"));
    EXPECT_TRUE(is_own("https://Chat.Example", "chat.example"));
    EXPECT_TRUE(is_own("http://[::1]:8880", "[::1]:8880"));
    EXPECT_FALSE(is_own("http://evil.example", "chat.example"));
    EXPECT_FALSE(is_own("http://chat.example:8881", "chat.example:8880"));
    EXPECT_FALSE(is_own("http://chat.example.evil", "chat.example"));
}

TEST(IsOwnOrigin, KnowsThePortThatASchemeHasAnyway) {
    EXPECT_TRUE(is_own("https://chat.example", "chat.example:443"));
    EXPECT_TRUE(is_own("http://chat.example:80", "chat.example"));
    EXPECT_FALSE(is_own("http://chat.example", "chat.example:443"));
}

TEST(IsOwnOrigin, RefusesWhatHasNone) {
    EXPECT_FALSE(is_own("", "chat.example"));
    EXPECT_FALSE(is_own("null", "chat.example"));
    EXPECT_FALSE(is_own("file://chat.example", "chat.example"));
    EXPECT_FALSE(is_own("http://", ""));
    EXPECT_FALSE(is_own("http://a/b", "a/b"));
}

TEST(IsOwnOrigin, IsOneOfThoseThatAreGivenAndNoOther) {
    const std::vector<std::string> others{"https://chat.example"};
    EXPECT_TRUE(is_own_origin("https://chat.example", "inner:8880", others));
    EXPECT_FALSE(is_own_origin("http://inner:8880", "inner:8880", others));
}

TEST(IsKnownHost, IsAnAddressOrAnOwnName) {
    const auto names = names_of_machine("School.Example");
    for (const auto* host :
         {"127.0.0.1", "10.1.2.3:8880", "[::1]", "[fd00::1]:80", "localhost", "LocalHost:8880",
          "room.localhost", "school", "school.example:8880", "SCHOOL.local"}) {
        EXPECT_TRUE(is_known_host(host, names)) << host;
    }
    for (const auto* host : {"", "evil.example", "school.evil.example", "localhost.evil.example",
                             "10.0.0.1.evil.example", "[", "[]", ":80", "1.2.3"}) {
        EXPECT_FALSE(is_known_host(host, names)) << host;
    }
}

TEST(IsHost, IsANameOrAnAddressAndPerhapsAPort) {
    EXPECT_TRUE(is_host("localhost"));
    EXPECT_TRUE(is_host("[fe80::1]:80"));
    EXPECT_FALSE(is_host(""));
    EXPECT_FALSE(is_host("a b"));
    EXPECT_FALSE(is_host("a;script-src *"));
    EXPECT_FALSE(is_host("a,b"));
    EXPECT_TRUE(is_host(std::string(261, 'a')));
    EXPECT_FALSE(is_host(std::string(262, 'a')));
}

} // namespace
} // namespace chatroom
