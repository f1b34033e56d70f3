// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/core/control/refusal_advice.hpp"
#include "daemon/core/facts.hpp"
#include "tests/unit/daemon/core/decisions_fixture.hpp"

namespace chatroom {
namespace {

using classic::Refusal;

class RefusalAdviceTest : public DecisionsFixture {
protected:
    /// On a refusal of a classic program, or of one with that key.
    std::string advice(Refusal cause, std::string name = "Ann",
                       std::optional<std::uint8_t> owner = std::nullopt) const {
        return advice_on({.time = {},
                          .cause = cause,
                          .door = owner ? DoorKind::sealed : DoorKind::classic,
                          .address = address("10.0.0.9:1"),
                          .name = std::move(name),
                          .key = owner ? std::optional(key(*owner)) : std::nullopt},
                         state, admission, now);
    }
};

// A ban and a mute come with what takes them back, whoever they are against; nothing is to be done
// about one that is over.
TEST_F(RefusalAdviceTest, takes_sanctions_back) {
    EXPECT_EQ(advice(Refusal::banned), "nothing: it is not banned any more");
    decide({{}, request::Ban{.target = "10.0.0.0/8", .name = {}, .reason = {}}});
    EXPECT_EQ(advice(Refusal::banned), "chatroomctl unban 10.0.0.0/8");
    EXPECT_EQ(advice(Refusal::muted), "nothing: it is not muted any more");
    decide(sealed(1, "Zoe", 1, 1));
    decide({{}, request::Mute{.name = "Zoe", .length = std::chrono::seconds(9)}});
    EXPECT_EQ(advice(Refusal::muted, "Zoe", 1), "chatroomctl unmute Zoe");
    EXPECT_EQ(advice(Refusal::muted, "Zoe", 2), "nothing: it is not muted any more");
    now.wall += std::chrono::seconds(9);
    EXPECT_EQ(advice(Refusal::muted, "Zoe", 1), "nothing: it is not muted any more");
    decide({{}, request::Mute{.name = {}}});
    EXPECT_EQ(advice(Refusal::muted), "chatroomctl unmute --all");
}

// So does the mute of the room's own, while it holds.
TEST_F(RefusalAdviceTest, takes_the_rooms_own_mute_back) {
    decide(classic("Bob"));
    EXPECT_EQ(advice(Refusal::muted, "bob"), "nothing: it is not muted any more");
    admission.silence(now, state, state.roster().find("Bob")->entered);
    EXPECT_EQ(advice(Refusal::muted, "bob"), "chatroomctl unmute Bob");
    EXPECT_EQ(advice(Refusal::muted, "Ann"), "nothing: it is not muted any more");
    now.steady += SpeakingLimits::sentence;
    EXPECT_EQ(advice(Refusal::muted, "bob"), "nothing: it is not muted any more");
}

// A name that is somebody's comes with what makes it free.
TEST_F(RefusalAdviceTest, frees_names) {
    EXPECT_EQ(advice(Refusal::name_owned), "nothing: the name belongs to nobody any more");
    EXPECT_EQ(advice(Refusal::name_taken), "nothing: nobody bears the name any more");
    decide(sealed(1, "Ann", 1, 1));
    EXPECT_EQ(advice(Refusal::name_owned, "ann"),
              "chatroomctl kick Ann, then chatroomctl release Ann, if it is not the owner's any "
              "more");
    decide({SessionIndex{1}, request::Leave{}});
    EXPECT_EQ(advice(Refusal::name_owned, "ann"),
              "chatroomctl release Ann, if it is not the owner's any more");
    decide(classic("Bob"));
    EXPECT_EQ(advice(Refusal::name_taken, "bob"),
              "chatroomctl kick Bob, if whoever bears the name is gone or is to go");
}

// A name is written so that a shell takes it for one word, whatever its bearer chose.
TEST_F(RefusalAdviceTest, is_safe_to_paste) {
    decide(classic("$(reboot)'"));
    EXPECT_EQ(advice(Refusal::name_taken, "$(reboot)'"),
              "chatroomctl kick '$(reboot)'\"'\"'', if whoever bears the name is gone or is to go");
    decide(classic("-x", "10.0.0.3:1"));
    EXPECT_EQ(advice(Refusal::name_taken, "-x"),
              "chatroomctl kick -- -x, if whoever bears the name is gone or is to go");
    decide(classic("小明", "10.0.0.4:1"));
    EXPECT_EQ(advice(Refusal::name_taken, "小明"),
              "chatroomctl kick 小明, if whoever bears the name is gone or is to go");
}

// What holds for everybody is taken back if it still holds.
TEST_F(RefusalAdviceTest, knows_how_things_stand) {
    EXPECT_EQ(advice(Refusal::locked), "nothing: the room is open again");
    EXPECT_EQ(advice(Refusal::too_fast, "Bob"),
              "chatroomctl exempt Bob, if it is a program that has much to say");
    decide({{}, request::Lock{true}}, Request{{}, request::Slow{std::chrono::seconds(5)}});
    EXPECT_EQ(advice(Refusal::locked), "chatroomctl unlock");
    EXPECT_EQ(advice(Refusal::too_fast), "chatroomctl slow off");
}

// There is a sentence for each cause.
TEST_F(RefusalAdviceTest, has_words_for_every_cause) {
    for (std::size_t cause = 0; cause < classic::refusal_count; ++cause) {
        EXPECT_GT(advice(static_cast<Refusal>(cause)).size(), 10U) << cause;
    }
}

} // namespace
} // namespace chatroom
