// SPDX-License-Identifier: GPL-3.0-or-later
// The client speaks the language of the locale.
#include "client/wording.hpp"

#include <map>

#include <gtest/gtest.h>

namespace chatroom {

namespace {

std::string_view name_prompt_with(const std::map<std::string, std::string, std::less<>>& values) {
    const auto look_up = [&](std::string_view name) {
        const auto found = values.find(name);
        return found == values.end() ? std::nullopt : std::optional(found->second);
    };
    return choose_wording(look_up).name_prompt;
}

TEST(WordingTest, FollowsTheFirstVariableThatIsThere) {
    constexpr std::string_view chinese = "请输入您的名字：";
    constexpr std::string_view english = "Your name: ";
    EXPECT_EQ(name_prompt_with({}), english);
    EXPECT_EQ(name_prompt_with({{"LANG", "C.UTF-8"}}), english);
    EXPECT_EQ(name_prompt_with({{"LANG", "zh_CN.UTF-8"}}), chinese);
    EXPECT_EQ(name_prompt_with({{"LANG", "zh_TW"}, {"LC_CTYPE", "C"}}), chinese);
    EXPECT_EQ(name_prompt_with({{"LC_MESSAGES", "en_GB"}, {"LANG", "zh_CN.UTF-8"}}), english);
    EXPECT_EQ(name_prompt_with({{"LC_ALL", "zh"}, {"LC_MESSAGES", "C"}, {"LANG", "C"}}), chinese);
}

TEST(WordingTest, PutsTheArgumentInItsPlace) {
    EXPECT_EQ(worded("no answer from {}: is it there?", "a:1"), "no answer from a:1: is it there?");
    EXPECT_EQ(worded("nothing to put", "x"), "nothing to put");
    EXPECT_EQ(worded("{}", "{}"), "{}");
}

} // namespace

} // namespace chatroom
