// SPDX-License-Identifier: GPL-3.0-or-later
// The client speaks the language of the locale.
#include "client/core/wording.hpp"

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <map>
#include <type_traits>
#include <vector>

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

/// Every text of a language, in its order: there is nothing else behind the first member.
std::vector<std::string_view> all_texts(const Wording& wording) {
    static_assert(std::is_trivially_copyable_v<Wording>);
    std::vector<std::string_view> texts((sizeof(Wording) - offsetof(Wording, name_prompt)) /
                                        sizeof(std::string_view));
    const auto* bytes = reinterpret_cast<const char*>(&wording);
    std::memcpy(texts.data(), bytes + offsetof(Wording, name_prompt),
                texts.size() * sizeof(std::string_view));
    return texts;
}

std::size_t places_in(std::string_view text) {
    std::size_t count = 0;
    for (auto at = text.find("{}"); at != std::string_view::npos; at = text.find("{}", at + 2)) {
        ++count;
    }
    return count;
}

bool has_chinese(std::string_view text) {
    return std::any_of(text.begin(), text.end(), [](char byte) { return (byte & 0x80) != 0; });
}

// No text is missing in either language, and both have the same places for arguments.
TEST(WordingTest, IsCompleteInBothLanguages) {
    const auto chinese = all_texts(wording_in(classic::Language::zh));
    const auto english = all_texts(wording_in(classic::Language::en));
    ASSERT_EQ(chinese.size(), english.size());
    ASSERT_GT(chinese.size(), 100U);
    for (std::size_t index = 0; index < chinese.size(); ++index) {
        EXPECT_FALSE(english[index].empty()) << "text " << index << ", " << chinese[index];
        EXPECT_TRUE(has_chinese(chinese[index])) << "text " << index << ", " << english[index];
        EXPECT_EQ(places_in(chinese[index]), places_in(english[index])) << english[index];
    }
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
