// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/core/troubles.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace chatroom {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr WallTime noon{std::chrono::hours(12)};
constexpr WallTime one{std::chrono::hours(13)};

// A trouble keeps the time at which it began, and has the latest words.
TEST(TroublesTest, keep_when_each_began) {
    Troubles troubles;
    EXPECT_TRUE(troubles.note(TroubleKind::journal_damaged, noon, "one page"));
    EXPECT_FALSE(troubles.note(TroubleKind::journal_damaged, one, "two pages"));
    EXPECT_TRUE(troubles.has(TroubleKind::journal_damaged));
    EXPECT_FALSE(troubles.has(TroubleKind::clock_not_trusted));
    EXPECT_THAT(troubles.all(),
                ElementsAre(RoomTrouble{TroubleKind::journal_damaged, "two pages", noon}));
}

// The worst is told first, whichever came first; what has ended is told no more.
TEST(TroublesTest, tell_the_worst_first) {
    Troubles troubles;
    troubles.note(TroubleKind::clock_not_trusted, noon, "clock");
    troubles.note(TroubleKind::journal_not_writable, one, "full");
    troubles.note(TroubleKind::journal_damaged, one, "damaged");
    EXPECT_THAT(troubles.all(),
                ElementsAre(RoomTrouble{TroubleKind::journal_not_writable, "full", one},
                            RoomTrouble{TroubleKind::journal_damaged, "damaged", one},
                            RoomTrouble{TroubleKind::clock_not_trusted, "clock", noon}));
    EXPECT_TRUE(troubles.end(TroubleKind::journal_damaged));
    EXPECT_FALSE(troubles.end(TroubleKind::journal_damaged));
    EXPECT_FALSE(troubles.end(TroubleKind::journal_gone));
    EXPECT_TRUE(troubles.end(TroubleKind::journal_not_writable));
    EXPECT_TRUE(troubles.end(TroubleKind::clock_not_trusted));
    EXPECT_THAT(troubles.all(), IsEmpty());
}

} // namespace
} // namespace chatroom
