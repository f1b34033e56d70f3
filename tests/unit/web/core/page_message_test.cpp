// SPDX-License-Identifier: GPL-3.0-or-later
#include "web/core/page_message.hpp"

#include <gtest/gtest.h>

// A page's message is a value with limits, or it is said what is wrong with it.
namespace chatroom {
namespace {

const std::string secret_digits(64, 'a');

std::string hello_with(const std::string& members) {
    return R"({"t":"hello","v":1,"tab":"0123456789abcdef","name":"Ann","have":0)" + members + "}";
}

std::string wrong(std::string_view text) {
    std::string own(text);
    const auto decoded = decode_page_message(own);
    return decoded ? "nothing" : decoded.error();
}

template <typename Message>
Message read(std::string_view text) {
    std::string own(text);
    auto decoded = decode_page_message(own);
    EXPECT_TRUE(decoded.has_value()) << wrong(text);
    return std::get<Message>(std::move(decoded).value());
}

TEST(DecodePageMessage, ReadsHello) {
    const auto hello = read<Hello>(
        hello_with(R"(,"secret":")" + secret_digits + R"(","passphrase":"open","more":[1])"));
    EXPECT_EQ(hello.version, 1U);
    EXPECT_EQ(hello.secret.bytes()[0], 0xAA);
    EXPECT_EQ(hello.secret.bytes()[31], 0xAA);
    EXPECT_EQ(hello.tab, "0123456789abcdef");
    EXPECT_EQ(hello.name, "Ann");
    EXPECT_EQ(hello.passphrase.value().view(), "open");
    EXPECT_EQ(hello.have, BatchNumber{0});
}

TEST(DecodePageMessage, RefusesASecretOfAnotherLength) {
    EXPECT_EQ(wrong(hello_with("")), "secret is not what it has to be");
    for (const auto& secret : {std::string(63, 'a'), std::string(65, 'a'), std::string(64, 'A'),
                               std::string(64, 'g'), std::string()}) {
        EXPECT_EQ(wrong(hello_with(R"(,"secret":")" + secret + "\"")),
                  "secret is not what it has to be")
            << secret;
    }
    EXPECT_EQ(wrong(hello_with(R"(,"secret":7)")), "secret is not what it has to be");
}

TEST(DecodePageMessage, SaysTheFirstThingThatIsWrong) {
    const auto secret = R"(,"secret":")" + secret_digits + "\"";
    EXPECT_EQ(wrong(hello_with(secret + R"(,"passphrase":"")")),
              "passphrase is not what it has to be");
    EXPECT_EQ(wrong(hello_with(secret + R"(,"passphrase":")" + std::string(257, 'p') + "\"")),
              "passphrase is not what it has to be");
    EXPECT_EQ(wrong(R"({"t":"hello"})"), "v is not what it has to be");
    EXPECT_EQ(wrong(R"({"t":"say","id":0,"text":"a"})"), "id is not what it has to be");
    EXPECT_EQ(wrong(R"({"t":"say","id":1,"text":""})"), "text is not what it has to be");
    EXPECT_EQ(wrong(R"({"t":"name","name":""})"), "name is not what it has to be");
    EXPECT_EQ(wrong(R"({"t":"have","b":-1})"), "b is not what it has to be");
    EXPECT_EQ(wrong(R"({"t":"have","b":9007199254740992})"), "b is not what it has to be");
    EXPECT_EQ(wrong(R"({"t":"have","b":1.5})"), "b is not what it has to be");
}

TEST(DecodePageMessage, ReadsTheOthers) {
    const auto say = read<Say>(R"({"t":"say","id":3,"text":"你好"})");
    EXPECT_EQ(say.number, TextNumber{3});
    EXPECT_EQ(say.text, "你好");
    EXPECT_EQ(read<AskName>(R"({"t":"name","name":"Bob"})").name, "Bob");
    EXPECT_EQ(read<GivePassphrase>(R"({"t":"passphrase","passphrase":"x"})").passphrase.view(),
              "x");
    EXPECT_EQ(read<AskWho>(R"({"t":"who","event":12})").event, Sequence{12});
    EXPECT_EQ(read<AskMembers>(R"({"t":"members","pattern":""})").pattern, "");
    EXPECT_EQ(wrong(R"({"t":"members"})"), "pattern is not what it has to be");
    EXPECT_EQ(read<AskOlder>(R"({"t":"older","before":12})").before, Sequence{12});
    EXPECT_EQ(wrong(R"({"t":"older","before":0})"), "before is not what it has to be");
    EXPECT_EQ(read<Have>(R"({"t":"have","b":9007199254740991})").batch,
              BatchNumber{9007199254740991});
    read<LeaveRoom>(R"({"t":"leave"})");
    read<AreYouThere>(R"({"t":"ping"})");
}

TEST(DecodePageMessage, RefusesWhatIsNoMessage) {
    for (const auto* text : {"", "[]", "1", "{", "\xFF", "{\"t\":\"hello\"", "null"}) {
        EXPECT_EQ(wrong(text), "a message is an object of JSON") << text;
    }
    EXPECT_EQ(wrong("{}"), "there is no such message");
    EXPECT_EQ(wrong(R"({"t":"dance"})"), "there is no such message");
    EXPECT_EQ(wrong(R"({"t":["say"]})"), "there is no such message");
}

TEST(DecodePageMessage, TakesNothingDeepOrLong) {
    const std::string deep =
        R"({"t":"ping","x":)" + std::string(9, '[') + std::string(9, ']') + "}";
    EXPECT_EQ(wrong(deep), "a message is an object of JSON");
    const auto of_size = [](std::size_t size) {
        const std::string begin = R"({"t":"ping","x":")";
        return begin + std::string(size - begin.size() - 2, 'x') + "\"}";
    };
    read<AreYouThere>(of_size(max_page_message_bytes));
    EXPECT_EQ(wrong(of_size(max_page_message_bytes + 1)), "a message is an object of JSON");
}

} // namespace
} // namespace chatroom
