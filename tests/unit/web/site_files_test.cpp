// SPDX-License-Identifier: GPL-3.0-or-later
#include "web/site_files.hpp"

#include <algorithm>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

// The files of the page as the program has them.
namespace chatroom {
namespace {

/// What a phone in a bad network loads before it shows anything.
constexpr std::size_t max_page_bytes = 60 * 1024;

std::string_view body_of(std::string_view path) {
    const auto embedded = site_files();
    const auto found = std::ranges::find(embedded, path, &SiteFile::path);
    return found == embedded.end() ? std::string_view() : found->body;
}

TEST(SiteFiles, AreSmall) {
    std::size_t bytes = 0;
    for (const auto& file : site_files()) {
        bytes += file.body.size();
    }
    EXPECT_LE(bytes, max_page_bytes);
    EXPECT_GT(bytes, 10'000U);
}

TEST(SiteFiles, HaveATypeAndATagOfTheirOwn) {
    std::set<std::string_view> tags;
    for (const auto& file : site_files()) {
        EXPECT_NE(file.type, "") << file.path;
        EXPECT_TRUE(tags.insert(file.tag).second) << file.path;
    }
}

TEST(SiteFiles, HaveNothingThatTheirPolicyForbids) {
    const auto front = body_of("/index.html");
    EXPECT_THAT(front, testing::HasSubstr("<script type=\"module\" src=\"main.js\">"));
    EXPECT_THAT(front, testing::Not(testing::HasSubstr("style=")));
    EXPECT_THAT(front, testing::Not(testing::HasSubstr("onclick")));
    for (const auto& file : site_files()) {
        for (const auto* forbidden : {"innerHTML", "outerHTML", "insertAdjacentHTML",
                                      "document.write", "eval(", "new Function"}) {
            EXPECT_THAT(file.body, testing::Not(testing::HasSubstr(forbidden))) << file.path;
        }
    }
}

} // namespace
} // namespace chatroom
