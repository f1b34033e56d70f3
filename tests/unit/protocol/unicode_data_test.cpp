// SPDX-License-Identifier: GPL-3.0-or-later
// What Unicode's own tables say, tried one by one on names and texts.
#include "protocol/characters.hpp"
#include "protocol/member_name.hpp"
#include "protocol/name_keys.hpp"
#include "protocol/text.hpp"

#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>
#include <unicode/uchar.h>

namespace chatroom {
namespace {

// Debian's package unicode-data has it.
constexpr auto emoji_test_txt = "/usr/share/unicode/emoji/emoji-test.txt";

/// Each emoji of the file that a keyboard offers or somebody may send: the code points in front of
/// the semicolon. Parts, such as a colour of skin, stand alone nowhere.
std::vector<std::string> emoji() {
    std::vector<std::string> result;
    std::ifstream file(emoji_test_txt);
    for (std::string line; std::getline(file, line);) {
        const auto semicolon = line.find(';');
        if (line.starts_with('#') || semicolon == std::string::npos) {
            continue;
        }
        std::istringstream numbers(line.substr(0, semicolon));
        std::u32string characters;
        for (std::uint32_t number = 0; numbers >> std::hex >> number;) {
            characters += static_cast<char32_t>(number);
        }
        result.push_back(to_utf8(characters));
    }
    return result;
}

/// Letters and digits by what Unicode's table of confusables (ICU has it) shows them as.
std::multimap<std::string, std::string> letters_by_looks() {
    std::multimap<std::string, std::string> result;
    for (char32_t character = 0x80; character < 0x20000; ++character) {
        if (u_isalnum(static_cast<UChar32>(character)) != 0) {
            auto text = to_utf8({&character, 1});
            auto looks = looks_of(text);
            result.emplace(std::move(looks), std::move(text));
        }
    }
    return result;
}

// Every emoji is a name as phones write it, is part of one, and stays as it is in a text.
TEST(UnicodeData, has_emoji_for_names) {
    if (!std::filesystem::exists(emoji_test_txt)) {
        GTEST_SKIP() << "script/bootstrap test installs " << emoji_test_txt;
    }
    const auto all = emoji();
    EXPECT_GT(all.size(), 4000U);
    for (const auto& one : all) {
        EXPECT_TRUE(MemberName::parse(one)) << one;
        EXPECT_TRUE(MemberName::parse("小明" + one)) << one;
        EXPECT_EQ(clean_text(one), one);
    }
}

// No look-alike of a letter makes another name of a name, and none makes a reserved one free.
TEST(UnicodeData, has_look_alikes_of_letters) {
    const auto letters = letters_by_looks();
    const auto check = [&](const std::string& name, std::size_t place) {
        const auto keys = name_keys(name);
        const auto [first, last] = letters.equal_range(looks_of(name.substr(place, 1)));
        EXPECT_NE(first, last);
        for (auto other = first; other != last; ++other) {
            auto disguised = name;
            disguised.replace(place, 1, other->second);
            EXPECT_FALSE(MemberName::parse(disguised)) << disguised;
            EXPECT_TRUE(have_common_key(keys, name_keys(disguised))) << disguised;
        }
    };
    for (const std::string word : {"admin", "system", "root", "owner", "everyone"}) {
        for (std::size_t place = 0; place < word.size(); ++place) {
            check(word, place);
            auto capital = word;
            capital[place] = static_cast<char>(u_toupper(word[place]));
            check(capital, place);
        }
    }
}

} // namespace
} // namespace chatroom
