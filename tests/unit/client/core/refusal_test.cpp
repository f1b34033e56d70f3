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
}

} // namespace

} // namespace chatroom
