// SPDX-License-Identifier: GPL-3.0-or-later
// Why one is not let in.
#include "client/core/refusal.hpp"

#include <gtest/gtest.h>

namespace chatroom {

namespace {

using classic::Refusal;
using sealed::RefusalReason;

// Most reasons of the protocol have words of their own.
TEST(RefusalTest, KnowsTheReasonsOfTheProtocol) {
    EXPECT_EQ(refusal_of(RefusalReason::name_owned, "Bob"), Refusal::name_owned);
    EXPECT_EQ(refusal_of(RefusalReason::name_taken, "Bob"), Refusal::name_taken);
    EXPECT_EQ(refusal_of(RefusalReason::room_full, "Bob"), Refusal::room_full);
    EXPECT_EQ(refusal_of(RefusalReason::too_many_names, "Bob"), Refusal::too_many_names);
    EXPECT_EQ(refusal_of(RefusalReason::not_saved, "Bob"), Refusal::not_saved);
    EXPECT_EQ(refusal_of(RefusalReason::locked, "Bob"), Refusal::locked);
}

// What is wrong with a name is known here as well as there, unless the server has another idea.
TEST(RefusalTest, KnowsWhatIsWrongWithAName) {
    constexpr auto reason = RefusalReason::name_not_allowed;
    EXPECT_EQ(refusal_of(reason, "a b"), Refusal::name_has_white_space);
    EXPECT_EQ(refusal_of(reason, std::string(255, 'x')), Refusal::name_too_long);
    EXPECT_EQ(refusal_of(reason, "admin"), Refusal::name_reserved);
    EXPECT_EQ(refusal_of(reason, "Bob"), std::nullopt);
}

// The one that needs the room's idea of our name is left to the room.
TEST(RefusalTest, LeavesTheNameInsideToTheRoom) {
    EXPECT_EQ(refusal_of(RefusalReason::already_inside, "Bob"), std::nullopt);
    EXPECT_EQ(refusal_of(RefusalReason::banned, "Bob"), std::nullopt);
}

// A reason of a later version is left to the room's words, too.
TEST(RefusalTest, LeavesUnknownReasonsToTheRoom) {
    EXPECT_EQ(refusal_of(RefusalReason{99}, "Bob"), std::nullopt);
}

// Another name helps only where the name is the reason, and a ban ends all trying.
TEST(RefusalTest, KnowsWhatHelps) {
    const auto refused = [](RefusalReason code) { return NameRefused{"", std::nullopt, code}; };
    for (const auto code :
         {RefusalReason::name_not_allowed, RefusalReason::name_owned, RefusalReason::name_taken,
          RefusalReason::already_inside, RefusalReason::too_many_names,
          RefusalReason::here_elsewhere, RefusalReason{99}}) {
        EXPECT_EQ(remedy_of(refused(code)), Remedy::another_name);
    }
    for (const auto code :
         {RefusalReason::room_full, RefusalReason::not_saved, RefusalReason::locked,
          RefusalReason::too_many_from_there, RefusalReason::enters_too_often}) {
        EXPECT_EQ(remedy_of(refused(code)), Remedy::patience);
        EXPECT_EQ(exit_code_of(refused(code)), ExitCode::refused);
    }
    EXPECT_EQ(remedy_of(refused(RefusalReason::banned)), Remedy::none);
    EXPECT_EQ(remedy_of(NameRefused{"taken"}), Remedy::another_name);
}

// A script can tell what may be otherwise tomorrow from what somebody has to mend.
TEST(RefusalTest, EndsAProgramAccordingly) {
    const auto code = [](RefusalReason reason) {
        return exit_code_of(NameRefused{"", std::nullopt, reason});
    };
    EXPECT_EQ(code(RefusalReason::name_not_allowed), ExitCode::usage);
    EXPECT_EQ(code(RefusalReason::name_owned), ExitCode::not_permitted);
    EXPECT_EQ(code(RefusalReason::banned), ExitCode::not_permitted);
    EXPECT_EQ(code(RefusalReason::name_taken), ExitCode::refused);
    EXPECT_EQ(exit_code_of(NameRefused{"taken"}), ExitCode::refused);
}

// Why something was not taken is said in the user's language, with what happens next.
TEST(RefusalTest, SaysWhyATextWasNotTaken) {
    const auto& english = choose_wording([](std::string_view) { return std::nullopt; });
    const auto line = [&](sealed::NotSaidReason reason, int seconds, bool is_final) {
        return not_taken_line(english, {.reason = reason,
                                        .text = "the room's words",
                                        .retry_after = std::chrono::seconds(seconds),
                                        .is_final = is_final});
    };
    using Reason = sealed::NotSaidReason;
    EXPECT_EQ(line(Reason::not_clean, 0, true), "the room does not take such a text");
    EXPECT_EQ(line(Reason::muted, 600, true), "you are muted; try again in 600 s");
    EXPECT_EQ(line(Reason::too_fast, 3, false),
              "you speak too fast; the next line goes out in 3 s");
    EXPECT_EQ(line(Reason::not_saved, 1, false),
              "the room could not save what you said; the next line goes out in 1 s");
    EXPECT_EQ(line(Reason::too_many, 1, false),
              "you have said more than the room could take so far; the next line goes out in 1 s");
    EXPECT_EQ(line(Reason{99}, 0, true), "the room's words");
    EXPECT_EQ(not_taken_line(english, {.reason = Reason::too_fast,
                                       .text = {},
                                       .is_final = false,
                                       .limits = {5, 50, 4096, 32768}}),
              "you speak too fast (at most 5 lines and 4096 bytes a second here); it is sent again "
              "later");
}

// A slow room is told of as that; and where nobody knows of it, no other limit is blamed.
TEST(RefusalTest, TellsTheLimitThatWasMet) {
    const auto& english = choose_wording([](std::string_view) { return std::nullopt; });
    NotTaken slow{.reason = sealed::NotSaidReason::too_fast,
                  .text = {},
                  .retry_after = std::chrono::seconds(8),
                  .is_final = false,
                  .limits = {5, 50, 4096, 32768},
                  .slow = std::chrono::seconds(10)};
    EXPECT_EQ(not_taken_line(english, slow),
              "this room is slow (everybody may say one line in 10 s); the next line goes out in "
              "8 s");
    slow.slow = {};
    EXPECT_EQ(not_taken_line(english, slow), "you speak too fast; the next line goes out in 8 s");
}

// The words of a classic server are a reason, too, where they are known.
TEST(RefusalTest, KnowsWhatHelpsWithAClassicServer) {
    const auto remedy = [](Refusal refusal) { return remedy_of(NameRefused{"", refusal}); };
    EXPECT_EQ(remedy(Refusal::not_allowed), Remedy::none);
    EXPECT_EQ(remedy(Refusal::banned), Remedy::none);
    EXPECT_EQ(remedy(Refusal::locked), Remedy::patience);
    EXPECT_EQ(remedy(Refusal::name_taken), Remedy::another_name);
    EXPECT_EQ(exit_code_of(NameRefused{"", Refusal::not_allowed}), ExitCode::not_permitted);
    EXPECT_EQ(exit_code_of(NameRefused{"", Refusal::name_has_white_space}), ExitCode::usage);
    EXPECT_EQ(exit_code_of(NameRefused{"", Refusal::name_owned}), ExitCode::not_permitted);
    EXPECT_EQ(exit_code_of(NameRefused{"", Refusal::room_full}), ExitCode::refused);
}

} // namespace

} // namespace chatroom
