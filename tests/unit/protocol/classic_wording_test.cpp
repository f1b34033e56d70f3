// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/utf8.hpp"
#include "protocol/classic_request.hpp"
#include "protocol/classic_wording.hpp"
#include "protocol/member_name.hpp"
#include "protocol/text.hpp"

#include <gmock/gmock.h>
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
    const RefusalDetails details{.own_name = std::string(max_name_bytes, 'x'),
                                 .until = WallTime(std::chrono::days(20'000)),
                                 .reason = std::string(400, 'y'),
                                 .retry_after = std::chrono::hours(1)};
    for (const auto language : {Language::zh, Language::en}) {
        for (int index = 0; index <= static_cast<int>(Refusal::not_saved); ++index) {
            const auto text = refusal_text(language, static_cast<Refusal>(index), details);
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
    EXPECT_EQ(words(NameFault::room_signs),
              "a name cannot contain commas, semicolons, blocks or drawn lines");
    EXPECT_EQ(words(NameFault::notice_wording),
              "a name cannot contain a colon or the words of the room's notices");
    EXPECT_EQ(words(NameFault::reserved), "this name is reserved, choose another");
}

// The refusals that need it name the sender.
TEST(ClassicWording, names_the_sender_where_that_helps) {
    EXPECT_EQ(refusal_text(Language::zh, Refusal::already_inside, {.own_name = "小明"}),
              "您已经以 小明 的名字在聊天室里了");
    EXPECT_EQ(refusal_text(Language::en, Refusal::not_your_name, {.own_name = "Bob"}),
              "this is not your name: you are Bob here");
    EXPECT_EQ(refusal_text(Language::en, Refusal::name_taken, {.own_name = "Bob"}),
              "this name is taken, choose another");
}

// A name that may be free again says when; the word for programs is the cause.
TEST(ClassicWording, says_when_a_name_may_be_free) {
    const RefusalDetails details{.until = WallTime(std::chrono::days(20'000))};
    EXPECT_EQ(refusal_text(Language::en, Refusal::name_owned),
              "this name belongs to somebody else, choose another");
    EXPECT_EQ(refusal_text(Language::en, Refusal::name_owned, details),
              "this name belongs to somebody else, at least until 2024-10-04 00:00 UTC, choose "
              "another");
    EXPECT_EQ(refusal_text(Language::zh, Refusal::name_owned, details),
              "这个名字属于别人，至少到 2024-10-04 00:00 UTC 为止，请换一个");
    EXPECT_EQ(cause_of(Refusal::not_allowed), "not_allowed");
    EXPECT_EQ(cause_of(Refusal::name_owned), "name_owned");
    EXPECT_EQ(cause_of(Refusal::wrong_passphrase), "wrong_passphrase");
}

// Who is kept out or silent learns until when, and why, as far as there is room for it.
TEST(ClassicWording, says_how_long_and_why) {
    using namespace std::chrono_literals;
    const WallTime until = std::chrono::sys_days(std::chrono::year(2026) / 11 / 29) + 18h + 30min;
    EXPECT_EQ(refusal_text(Language::en, Refusal::banned), "you are banned from this room");
    EXPECT_EQ(refusal_text(Language::zh, Refusal::banned), "您被禁止进入聊天室");
    const RefusalDetails details{.until = until, .reason = "吵", .retry_after = 7s};
    EXPECT_EQ(refusal_text(Language::en, Refusal::banned, details),
              "you are banned from this room until 2026-11-29 18:30 UTC: 吵");
    EXPECT_EQ(refusal_text(Language::zh, Refusal::banned, details),
              "您被禁止进入聊天室，到 2026-11-29 18:30 UTC 为止： 吵");
    EXPECT_EQ(refusal_text(Language::en, Refusal::muted, details),
              "you are muted until 2026-11-29 18:30 UTC, the message was not sent");
    EXPECT_EQ(refusal_text(Language::zh, Refusal::muted), "您被禁言了，消息没有发出");
    EXPECT_EQ(refusal_text(Language::zh, Refusal::too_fast, details),
              "您说得太快了，消息没有发出，请 7 秒后再试");
    EXPECT_EQ(refusal_text(Language::en, Refusal::banned, {.reason = std::string(400, 'x')}).size(),
              max_refusal_bytes);
}

// Who has another program in the room learns since when, and how lively it is.
TEST(ClassicWording, says_who_else_is_here) {
    using namespace std::chrono_literals;
    const RefusalDetails details{.since = WallTime(std::chrono::days(20'000)), .heard_ago = 7s};
    EXPECT_EQ(refusal_text(Language::en, Refusal::here_elsewhere, details),
              "another program of yours is in the room since 2024-10-04 00:00 UTC, last heard 7 s "
              "ago");
    EXPECT_EQ(refusal_text(Language::zh, Refusal::here_elsewhere, details),
              "您的另一个程序从 2024-10-04 00:00 UTC 起已在聊天室里，7 秒前还有音讯");
    EXPECT_EQ(refusal_text(Language::en, Refusal::here_elsewhere, {.since = details.since}),
              "another program of yours is in the room since 2024-10-04 00:00 UTC");
    EXPECT_EQ(cause_of(Refusal::here_elsewhere), "here_elsewhere");
}

// What the administrator does is said in the administrator's name, whatever the members are called.
TEST(ClassicWording, tells_what_the_administrator_does) {
    const auto both = [](const Event& event) {
        return std::pair(*notice(Language::zh, event), *notice(Language::en, event));
    };
    using Words = std::pair<std::string, std::string>;
    EXPECT_EQ(both(event(EventKind::muted, "Bob")),
              Words("管理员消息： Bob 被禁言", "Admin: Bob is muted"));
    EXPECT_EQ(both(event(EventKind::muted, "{}", "600")),
              Words("管理员消息： {} 被禁言 10 分钟", "Admin: {} is muted for 10 min"));
    EXPECT_EQ(both(event(EventKind::muted, "", "7200")),
              Words("管理员消息： 全体成员 被禁言 2 小时", "Admin: everybody is muted for 2 h"));
    EXPECT_EQ(both(event(EventKind::unmuted, "Bob")),
              Words("管理员消息： Bob 可以说话了", "Admin: Bob may speak again"));
    EXPECT_EQ(both(event(EventKind::locked, "")),
              Words("管理员消息： 聊天室已锁定，新人不能进入",
                    "Admin: the room is locked, nobody new may enter"));
    EXPECT_EQ(both(event(EventKind::unlocked, "")),
              Words("管理员消息： 聊天室已解锁", "Admin: the room is open again"));
    EXPECT_EQ(
        both(event(EventKind::slowed, "", "90")),
        Words("管理员消息： 每人每 90 秒 只能说一句", "Admin: everybody may say one line in 90 s"));
    EXPECT_EQ(
        both(event(EventKind::slowed, "")),
        Words("管理员消息： 不再限制说话的快慢", "Admin: everybody may speak as fast as before"));
    EXPECT_EQ(both(event(EventKind::topic, "", "考试")),
              Words("管理员消息： 话题： 考试", "Admin: the topic is: 考试"));
    EXPECT_EQ(both(event(EventKind::topic, "")),
              Words("管理员消息： 话题已取消", "Admin: there is no topic any more"));
    EXPECT_EQ(both(event(EventKind::pinned, "")),
              Words("管理员消息： 通知已置顶", "Admin: the announcement is pinned"));
    EXPECT_EQ(both(event(EventKind::unpinned, "")),
              Words("管理员消息： 通知不再置顶", "Admin: the announcement is pinned no more"));
}

// What was recalled is told by its numbers, and in its place stands that it was.
TEST(ClassicWording, tells_what_was_recalled) {
    const auto recalled = [](std::string name, std::string text) {
        auto result = event(EventKind::recalled, std::move(name), std::move(text));
        result.sequence = {30};
        result.about = {17};
        return std::pair(*notice(Language::zh, result), *notice(Language::en, result));
    };
    using Words = std::pair<std::string, std::string>;
    EXPECT_EQ(recalled("{}", ""), Words("管理员消息： {} 的消息已撤回（编号 17）",
                                        "Admin: the message of {} was recalled (number 17)"));
    EXPECT_EQ(recalled("Bob", "25"),
              Words("管理员消息： Bob 的消息已撤回（编号 17 到 25）",
                    "Admin: messages of Bob were recalled (numbers 17 to 25)"));
    EXPECT_EQ(recalled("", ""), Words("管理员消息： 公告已撤回（编号 17）",
                                      "Admin: the announcement was recalled (number 17)"));
    EXPECT_EQ(notice(Language::en, event(EventKind::recalled, "Bob")), std::nullopt);
    EXPECT_EQ(notice(Language::zh, event(EventKind::said, "Bob")), "Bob ： （已撤回）");
    EXPECT_EQ(notice(Language::en, event(EventKind::said, "Bob")), "Bob : (recalled)");
    EXPECT_EQ(notice(Language::en, event(EventKind::announced, "")), "Admin: (recalled)");
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
        for (const auto kind : {EventKind::announced, EventKind::topic}) {
            EXPECT_LE(notice(language, event(kind, "", text))->size(), max_datagram_bytes);
        }
        EXPECT_LE(notice(language, event(EventKind::muted, name, "1"))->size(), max_datagram_bytes);
    }
}

// The languages have the names of the configuration.
TEST(ClassicWording, knows_its_languages_by_name) {
    EXPECT_EQ(language_from("zh"), Language::zh);
    EXPECT_EQ(language_from("en"), Language::en);
    EXPECT_EQ(language_from("EN"), std::nullopt);
    EXPECT_EQ(to_string(Language::en), "en");
}

// Whoever comes in hears of the topic, of what is pinned, and of how one may speak as everybody
// did, and of nothing else.
TEST(Greeting, HasALineForWhatThereIs) {
    EXPECT_THAT(greeting(Language::zh, {"a", "b", std::chrono::seconds(10), true}),
                ::testing::ElementsAre("管理员消息： 话题： a", "管理员消息： b",
                                       "管理员消息： 每人每 10 秒 只能说一句",
                                       "管理员消息： 全体成员 被禁言"));
    EXPECT_THAT(greeting(Language::en, {.pinned = "b"}), ::testing::ElementsAre("Admin: b"));
    EXPECT_THAT(greeting(Language::en, {}), ::testing::IsEmpty());
}

} // namespace
} // namespace chatroom::classic
