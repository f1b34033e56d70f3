// SPDX-License-Identifier: GPL-3.0-or-later
// How much of the past somebody sees on coming in.
#include "client/core/latest_past.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace chatroom {

namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class LatestPastTest : public testing::Test {
protected:
    static Shown event(std::uint64_t number, bool is_past) {
        Event one;
        one.sequence = {number};
        return ShowEvent{one, is_past};
    }

    std::vector<Shown> taken(const std::vector<Shown>& shown) { return past_.take(shown); }

    LatestPast past_{std::nullopt};
    Shown first_ = event(1, true);
    Shown second_ = event(2, true);
    Shown third_ = event(3, true);
    Shown present_ = event(4, false);
    Shown gap_ = ShowGap{7};
    Shown ended_ = PastEnded{};
};

// Who does not say otherwise gets all of it, at once.
TEST_F(LatestPastTest, IsAllOfIt) {
    EXPECT_THAT(taken({gap_, first_, second_, ended_, present_}),
                ElementsAre(gap_, first_, second_, ended_, present_));
}

// The latest wait for the end of the past, and what is not of it does not wait.
TEST_F(LatestPastTest, IsTheLatest) {
    past_ = LatestPast(2);
    const Shown words = Words{"hello"};
    EXPECT_THAT(taken({gap_, first_, words, second_}), ElementsAre(words));
    EXPECT_THAT(taken({third_}), IsEmpty());
    EXPECT_THAT(taken({ended_, present_}), ElementsAre(second_, third_, ended_, present_));
    EXPECT_THAT(taken({gap_, first_}), ElementsAre(gap_, first_));
    EXPECT_EQ(past_.take_unshown_before(), Sequence{2});
    EXPECT_EQ(past_.take_unshown_before(), std::nullopt);
}

// It may be nothing at all.
TEST_F(LatestPastTest, MayBeNothing) {
    past_ = LatestPast(0);
    EXPECT_THAT(taken({first_, gap_, ended_, present_}), ElementsAre(ended_, present_));
}

} // namespace

} // namespace chatroom
