// SPDX-License-Identifier: GPL-3.0-or-later
#include "web/core/site.hpp"

#include <array>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

// Files, the WebSocket of the page, and a refusal for everything else.
namespace chatroom {
namespace {

constexpr std::array<SiteFile, 2> files{
    {{"/index.html", "text/html; charset=utf-8", "<p>", "\"1\""},
     {"/main.js", "text/javascript; charset=utf-8", "let", "\"2\""}}};

std::string field(const SiteAnswer& answer, std::string_view name) {
    std::string found;
    for (const auto& [key, value] : answer.fields) {
        if (key == name) {
            found += value;
        }
    }
    return found;
}

class SiteTest : public testing::Test {
protected:
    SiteAnswer answer(SiteRequest request) { return site_.take(request).answer; }

    static SiteRequest get(std::string_view target) {
        SiteRequest request;
        request.method = "GET";
        request.target = target;
        request.host = "chat.example:8880";
        return request;
    }

    static SiteRequest page() {
        auto request = get("/room");
        request.origin = "http://chat.example:8880";
        request.is_upgrade = true;
        return request;
    }

    Site site_{files, {}, std::nullopt};
};

TEST_F(SiteTest, HasItsFiles) {
    const auto front = answer(get("/"));
    EXPECT_EQ(front.status, 200U);
    EXPECT_EQ(front.body, "<p>");
    EXPECT_EQ(field(front, "Content-Type"), "text/html; charset=utf-8");
    EXPECT_EQ(field(front, "ETag"), "\"1\"");
    EXPECT_TRUE(front.is_open);
    EXPECT_EQ(answer(get("/?lang=zh")).body, "<p>");
    EXPECT_EQ(answer(get("/main.js")).body, "let");
}

TEST_F(SiteTest, SendsNothingThatTheBrowserHas) {
    auto request = get("/");
    request.if_none_match = "\"1\"";
    const auto unchanged = answer(request);
    EXPECT_EQ(unchanged.status, 304U);
    EXPECT_EQ(unchanged.body, "");
    EXPECT_EQ(field(unchanged, "Content-Type"), "");
}

TEST_F(SiteTest, HasNothingElse) {
    for (const auto* target : {"/nothing", "/../etc/passwd", "", "*", "http://chat.example/",
                               "/index.html/", "//", "/%69ndex.html"}) {
        EXPECT_EQ(answer(get(target)).status, 404U) << target;
    }
}

TEST_F(SiteTest, ForbidsEverythingTheFilesDoNotNeed) {
    for (const auto* target : {"/", "/nothing"}) {
        const auto all = answer(get(target));
        const auto policy = field(all, "Content-Security-Policy");
        EXPECT_THAT(policy, testing::StartsWith("default-src 'none'; script-src 'self';"));
        EXPECT_THAT(policy, testing::HasSubstr("frame-ancestors 'none'"));
        EXPECT_THAT(policy, testing::HasSubstr("require-trusted-types-for 'script'"));
        EXPECT_THAT(policy, testing::Not(testing::HasSubstr("unsafe")));
        EXPECT_EQ(field(all, "Referrer-Policy"), "no-referrer");
        EXPECT_EQ(field(all, "X-Content-Type-Options"), "nosniff");
        EXPECT_EQ(field(all, "Set-Cookie"), "");
    }
    EXPECT_THAT(field(answer(get("/")), "Content-Security-Policy"),
                testing::HasSubstr("connect-src 'self' ws://chat.example:8880 "
                                   "wss://chat.example:8880;"));
}

TEST_F(SiteTest, TakesGetAndHeadWithoutABodyAndWithAHost) {
    auto request = get("/");
    request.method = "HEAD";
    EXPECT_EQ(answer(request).status, 200U);
    request.method = "POST";
    EXPECT_EQ(answer(request).status, 405U);
    EXPECT_EQ(field(answer(request), "Allow"), "GET, HEAD");
    EXPECT_FALSE(answer(request).is_open);
    request = get("/");
    request.has_body = true;
    EXPECT_EQ(answer(request).status, 413U);
    for (const auto* host : {"", "a b", "a;b", "a\r\nb"}) {
        request = get("/");
        request.host = host;
        EXPECT_EQ(answer(request).status, 400U) << host;
    }
}

TEST_F(SiteTest, LetsItsPageIn) {
    EXPECT_TRUE(site_.take(page()).is_page);
}

TEST_F(SiteTest, LetsNoOtherPageIn) {
    auto request = page();
    request.origin = "http://evil.example";
    EXPECT_FALSE(site_.take(request).is_page);
    EXPECT_EQ(answer(request).status, 403U);
    request.origin = "";
    EXPECT_EQ(answer(request).status, 403U);
    request = page();
    request.is_upgrade = false;
    EXPECT_EQ(answer(request).status, 426U);
    request = page();
    request.method = "HEAD";
    EXPECT_EQ(answer(request).status, 426U);
}

// Anybody can make a name of their own lead here, and have a page of that name.
TEST_F(SiteTest, IsKnownUnderNamesThatNobodyElseHas) {
    const Site site(files, {}, std::vector<std::string>{"school"});
    auto request = page();
    EXPECT_FALSE(site.take(request).is_page);
    EXPECT_EQ(site.take(request).answer.status, 421U);
    EXPECT_EQ(site.take(get("/")).answer.status, 421U);
    for (const std::string host : {"10.0.0.1:8880", "[fd00::1]", "localhost:80", "School:8880"}) {
        const auto origin = "http://" + host;
        request.host = host;
        request.origin = origin;
        EXPECT_TRUE(site.take(request).is_page) << host;
    }
}

TEST_F(SiteTest, LetsPagesOfTheOriginsInThatItIsTold) {
    const Site site(files, {"https://chat.example"}, std::vector<std::string>{});
    auto request = page();
    EXPECT_FALSE(site.take(request).is_page);
    request.origin = "https://chat.example";
    EXPECT_TRUE(site.take(request).is_page);
}

} // namespace
} // namespace chatroom
