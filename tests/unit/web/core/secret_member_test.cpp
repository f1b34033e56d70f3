// SPDX-License-Identifier: GPL-3.0-or-later
#include "web/core/secret_member.hpp"

#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

// A secret leaves the text of a message before anything copies it.
namespace chatroom {
namespace {

/// The secret in the member of that name, which is not in the text any more; "nothing" if there is
/// none, and the text is as it was.
std::string taken(std::string text) {
    const auto before = text;
    const auto secret = take_secret_member(text, "key");
    if (!secret) {
        EXPECT_EQ(text, before);
        return "nothing";
    }
    EXPECT_EQ(text.size(), before.size());
    const auto left = nlohmann::json::parse(text).at("key").get<std::string>();
    EXPECT_EQ(left.find_first_not_of(' '), std::string::npos) << text;
    return std::string(secret->view());
}

// The member of the outermost object counts, wherever it stands.
TEST(TakeSecretMember, TakesTheStringOut) {
    EXPECT_EQ(taken(R"({"key":"open sesame"})"), "open sesame");
    EXPECT_EQ(taken(R"( { "a" : {"key":"inner"}, "key" : "口令", "b":1} )"), "口令");
    EXPECT_EQ(taken(R"({"\u006bey":"escaped name"})"), "escaped name");
    EXPECT_EQ(taken(R"({"key":""})"), "");
}

// What is escaped is what a parser of JSON makes of it.
TEST(TakeSecretMember, ReadsEscapes) {
    for (const std::string text :
         {R"(a\"b\\c\/d\b\f\n\r\t)", R"(\u0041\u00e9\u53e3\uD83D\uDE00x)", R"(\u0000)", "é口😀"}) {
        const auto message = R"({"key":")" + text + "\"}";
        EXPECT_EQ(taken(message), nlohmann::json::parse(message).at("key").get<std::string>());
    }
}

// What a parser refuses is left to it.
TEST(TakeSecretMember, LeavesWhatIsNoString) {
    for (const std::string text :
         {"", "{}", R"({"other":"x"})", R"({"key":7})", R"({"key":null})", R"({"key":["x"]})",
          R"({"key":"x)", R"({"key":"x\"})", R"({"key":"\q"})", R"({"key":"\u12"})",
          R"({"key":"\u+123"})", R"({"key":"\ud83d"})", R"({"key":"\ud83dx"})",
          R"({"key":"\ud83d\u0041"})", R"({"key":"\ude00"})", "{\"key\":\"a\nb\"}",
          "{\"key\":\"\xff\"}"}) {
        EXPECT_EQ(taken(text), "nothing") << text;
    }
}

} // namespace
} // namespace chatroom
