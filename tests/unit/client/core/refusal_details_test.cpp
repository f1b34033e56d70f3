// SPDX-License-Identifier: GPL-3.0-or-later
// What only the room knows of a refusal, in its words.
#include "client/core/refusal_details.hpp"

#include <cstdlib>
#include <ctime>

#include <gtest/gtest.h>

namespace chatroom {

namespace {

using classic::Language;
using classic::Refusal;
using classic::RefusalDetails;

const WallTime some_evening = *from_rfc3339("2026-11-29T18:30:00.000Z");

class RefusalDetailsTest : public testing::Test {
protected:
    RefusalDetailsTest() {
        ::setenv("TZ", "CST-8", 1);
        ::tzset();
    }
    ~RefusalDetailsTest() override {
        ::unsetenv("TZ");
        ::tzset();
    }

    static std::string line(Language language, const NameRefused& refused) {
        return refusal_line(wording_in(language), refused, some_evening);
    }
};

// What was put into the words of a refusal is found in them again, in either language.
TEST_F(RefusalDetailsTest, AreRead) {
    for (const auto language : {Language::zh, Language::en}) {
        for (const auto& [refusal, details] : std::vector<std::pair<Refusal, RefusalDetails>>{
                 {Refusal::banned, {}},
                 {Refusal::banned, {.until = some_evening}},
                 {Refusal::banned, {.until = some_evening, .reason = "spam: 12 times"}},
                 {Refusal::banned, {.reason = "spam"}},
                 {Refusal::name_owned, {.until = some_evening}},
                 {Refusal::already_inside, {.own_name = "Bob 2026"}},
                 {Refusal::not_your_name, {.own_name = "{}"}},
                 {Refusal::room_full, {}}}) {
            const auto words = refusal_text(language, refusal, details);
            EXPECT_EQ(refusal_in(words), refusal) << words;
            const auto read = details_in(refusal, words).value_or(RefusalDetails{});
            EXPECT_EQ(read.until, details.until) << words;
            EXPECT_EQ(read.reason, details.reason) << words;
            EXPECT_EQ(read.own_name, details.own_name) << words;
        }
        const auto words = refusal_text(language, Refusal::enters_too_often,
                                        {.retry_after = std::chrono::seconds(90)});
        EXPECT_EQ(details_in(Refusal::enters_too_often, words)->retry_after,
                  std::chrono::seconds(90));
    }
}

// Of each refusal its own words are known, and no others.
TEST_F(RefusalDetailsTest, KnowEachRefusal) {
    for (std::size_t index = 0; index < classic::refusal_count; ++index) {
        const auto refusal = static_cast<Refusal>(index);
        EXPECT_EQ(refusal_in(refusal_text(Language::zh, refusal, {.own_name = "Bob"})), refusal);
    }
    for (const std::string_view words : {"", "OK", "you are banned from this room, sorry",
                                         "2026-11-29 18:30 UTC", "\x1b[2J\xff"}) {
        EXPECT_EQ(refusal_in(words), std::nullopt) << words;
    }
}

// A ban is told in the user's language, with its end on the user's clock and the administrator's
// reason as it is.
TEST_F(RefusalDetailsTest, AreToldAsTheUserReads) {
    const NameRefused banned{
        refusal_text(Language::zh, Refusal::banned, {.until = some_evening, .reason = "刷屏"}),
        std::nullopt, sealed::RefusalReason::banned};
    EXPECT_EQ(line(Language::en, banned), "you are banned from this room until 02:30: 刷屏");
    EXPECT_EQ(line(Language::zh, banned), "您被禁止进入聊天室，到 02:30 为止： 刷屏");
    const auto tomorrow =
        refusal_line(wording_in(Language::en), banned, some_evening - std::chrono::hours(24));
    EXPECT_EQ(tomorrow, "you are banned from this room until 2026-11-30 02:30: 刷屏");
    EXPECT_EQ(line(Language::en, {"您进出聊天室太频繁，请 90 秒后再试", std::nullopt,
                                  sealed::RefusalReason::enters_too_often}),
              "you come and go too often, try again in 90 s");
    EXPECT_EQ(line(Language::en, {"这个名字属于别人，至少到 2026-11-29 18:30 UTC 为止，请换一个",
                                  Refusal::name_owned, sealed::RefusalReason::name_owned}),
              "this name belongs to somebody else, at least until 02:30, choose another");
}

// What a later version says stays as it is; where nothing is missing we have words of our own.
TEST_F(RefusalDetailsTest, AreLeftToTheRoomWhereTheyAreNew) {
    EXPECT_EQ(line(Language::en, {"禁止，见布告栏", std::nullopt, sealed::RefusalReason::banned}),
              "禁止，见布告栏");
    EXPECT_EQ(line(Language::en, {"别的", std::nullopt, sealed::RefusalReason{99}}), "别的");
    EXPECT_EQ(line(Language::en, {"别的", Refusal::room_full, sealed::RefusalReason::room_full}),
              "the room is full, try again later");
}

} // namespace

} // namespace chatroom
