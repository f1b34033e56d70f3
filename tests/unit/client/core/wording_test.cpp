// SPDX-License-Identifier: GPL-3.0-or-later
// The client speaks the language of the locale.
#include "client/core/wording.hpp"

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

// Several places get their arguments in order, and what is put there is not looked at again.
TEST(WordingTest, PutsEachArgumentInItsPlace) {
    EXPECT_EQ(worded("{} or {}.", {"a", "b"}), "a or b.");
    EXPECT_EQ(worded("{} or {}", {"{}", "b"}), "{} or b");
    EXPECT_EQ(worded("{}", {"a", "b"}), "a");
    EXPECT_EQ(worded("{} or {}", {"a"}), "a or {}");
}

// What is wrong with a file is told with what to do about it.
TEST(WordingTest, SaysWhatIsWrongWithAFile) {
    const auto& english = choose_wording([](std::string_view) { return std::nullopt; });
    const auto says = [&](FileFault fault, const char* detail = "") {
        return worded(english, FileError(fault, "/a/b", detail));
    };
    EXPECT_EQ(says(FileFault::failed, "No space left on device"), "/a/b: No space left on device");
    EXPECT_EQ(says(FileFault::open_to_others), "others can read /a/b: run chmod 600 /a/b");
    EXPECT_EQ(says(FileFault::damaged), "/a/b is damaged: restore it or move it away");
    EXPECT_EQ(says(FileFault::damaged, "3"),
              "/a/b is damaged in line 3: restore this line or delete it");
    EXPECT_EQ(says(FileFault::no_passphrase),
              "/a/b holds no passphrase: a passphrase is its first line, 1 to 256 bytes");
}

TEST(WordingTest, PutsTheArgumentInItsPlace) {
    EXPECT_EQ(worded("no answer from {}: is it there?", "a:1"), "no answer from a:1: is it there?");
    EXPECT_EQ(worded("nothing to put", "x"), "nothing to put");
    EXPECT_EQ(worded("{}", "{}"), "{}");
}

} // namespace

} // namespace chatroom
