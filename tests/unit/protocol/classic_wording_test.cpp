// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/utf8.hpp"
#include "protocol/classic_request.hpp"
#include "protocol/classic_wording.hpp"
#include "protocol/member_name.hpp"
#include "protocol/text.hpp"

#include <gtest/gtest.h>

namespace chatroom::classic {
namespace {

Event event(EventKind kind, std::string name, std::string text = {}) {
    return {.sequence = {1},
            .time = {},
            .kind = kind,
            .name = std::move(name),
            .text = std::move(text)};
}

// The Chinese wording is the one known programs expect, byte for byte.
TEST(ClassicWording, is_chinese) {
    const auto zh = Language::zh;
    EXPECT_EQ(notice(zh, event(EventKind::entered, "Bob")), "Bob 进入了聊天室");
    EXPECT_EQ(notice(zh, event(EventKind::said, "Bob", " a ")), "Bob ：  a ");
    EXPECT_EQ(notice(zh, event(EventKind::left, "Bob")), "Bob退出了聊天室");
    EXPECT_EQ(notice(zh, event(EventKind::announced, "", "开饭")), "管理员消息： 开饭");
    EXPECT_EQ(notice(zh, event(EventKind::kicked, "Bob")), "Bob退出了聊天室（被管理员请出）");
    EXPECT_EQ(notice(zh, event(EventKind::kicked, "Bob", "吵")),
              "Bob退出了聊天室（被管理员请出： 吵）");
}

// The English wording says the same.
TEST(ClassicWording, is_english_on_request) {
    const auto en = Language::en;
    EXPECT_EQ(notice(en, event(EventKind::entered, "Bob")), "Bob entered the room");
    EXPECT_EQ(notice(en, event(EventKind::said, "Bob", "hi")), "Bob : hi");
    EXPECT_EQ(notice(en, event(EventKind::left, "Bob")), "Bob left the room");
    EXPECT_EQ(notice(en, event(EventKind::announced, "", "dinner")), "Admin: dinner");
    EXPECT_EQ(notice(en, event(EventKind::kicked, "Bob")),
              "Bob left the room (removed by the administrator)");
    EXPECT_EQ(notice(en, event(EventKind::kicked, "Bob", "loud")),
              "Bob left the room (removed by the administrator: loud)");
}

// Every refusal fits the buffers of known programs, is valid UTF-8, is not taken for an answer
// with a meaning of its own, and is itself no request.
TEST(ClassicWording, refuses_in_harmless_words) {
    const std::string longest_name(max_name_bytes, 'x');
    for (const auto language : {Language::zh, Language::en}) {
        for (int index = 0; index <= static_cast<int>(Refusal::not_saved); ++index) {
            const auto text = refusal_text(language, static_cast<Refusal>(index), longest_name);
            EXPECT_GT(text.size(), 10U);
            EXPECT_LE(text.size(), max_refusal_bytes) << text;
            EXPECT_TRUE(is_utf8(text)) << text;
            EXPECT_EQ(decode(text), Request(Malformed{})) << text;
            EXPECT_EQ(text.find("{}"), std::string::npos) << text;
        }
    }
}

// What is wrong with a name has a refusal of its own.
TEST(ClassicWording, words_the_faults_of_names) {
    const auto words = [](NameFault fault) {
        return refusal_text(Language::en, refusal_of(fault));
    };
    EXPECT_EQ(words(NameFault::missing), "a name is missing: send L NAME");
    EXPECT_EQ(words(NameFault::too_many_marks), "a letter of the name has too many marks");
    EXPECT_EQ(words(NameFault::mixed_directions), "a name cannot mix writing directions");
    EXPECT_EQ(words(NameFault::notice_wording),
              "a name cannot contain a colon or the words of the room's notices");
    EXPECT_EQ(words(NameFault::reserved), "this name is reserved, choose another");
}

// The refusals that need it name the sender.
TEST(ClassicWording, names_the_sender_where_that_helps) {
    EXPECT_EQ(refusal_text(Language::zh, Refusal::already_inside, "小明"),
              "您已经以 小明 的名字在聊天室里了");
    EXPECT_EQ(refusal_text(Language::en, Refusal::not_your_name, "Bob"),
              "this is not your name: you are Bob here");
    EXPECT_EQ(refusal_text(Language::en, Refusal::name_taken, "Bob"),
              "this name is taken, choose another");
}

// There are no words for what only a later version knows.
TEST(ClassicWording, has_no_words_for_unknown_kinds) {
    EXPECT_EQ(notice(Language::zh, event(EventKind{77}, "Bob", "x")), std::nullopt);
}

// No notice outgrows the buffers of known programs.
TEST(ClassicWording, stays_within_a_datagram) {
    const std::string name(max_name_bytes, 'x');
    const std::string text(max_event_text_bytes, 'y');
    for (const auto language : {Language::zh, Language::en}) {
        for (const auto kind : {EventKind::entered, EventKind::said, EventKind::left}) {
            EXPECT_LE(notice(language, event(kind, name, text))->size(), max_datagram_bytes);
        }
        EXPECT_LE(notice(language, event(EventKind::announced, "", text))->size(),
                  max_datagram_bytes);
    }
}

// The languages have the names of the configuration.
TEST(ClassicWording, knows_its_languages_by_name) {
    EXPECT_EQ(language_from("zh"), Language::zh);
    EXPECT_EQ(language_from("en"), Language::en);
    EXPECT_EQ(language_from("EN"), std::nullopt);
    EXPECT_EQ(to_string(Language::en), "en");
}

} // namespace
} // namespace chatroom::classic
