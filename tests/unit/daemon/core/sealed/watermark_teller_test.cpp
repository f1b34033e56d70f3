// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/core/sealed/watermark_teller.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace chatroom {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr milliseconds timeout{200};

class WatermarkTellerTest : public ::testing::Test {
protected:
    std::optional<Sequence> tell(std::uint64_t watermark) {
        return teller.to_tell(now, {watermark}, timeout);
    }

    /// How long until it is to be told again.
    std::optional<SteadyTime::duration> wait() const {
        const auto deadline = teller.next_deadline();
        return deadline ? std::optional(*deadline - now) : std::nullopt;
    }

    SteadyTime now{};
    WatermarkTeller teller;
};

// Who has said nothing is told nothing.
TEST_F(WatermarkTellerTest, tells_nothing_to_the_silent) {
    EXPECT_EQ(tell(1000), std::nullopt);
    EXPECT_EQ(wait(), std::nullopt);
}

// Who has said something is told when everybody has it, and not before.
TEST_F(WatermarkTellerTest, tells_when_everybody_has_it) {
    teller.said({5});
    EXPECT_EQ(tell(4), std::nullopt);
    EXPECT_EQ(wait(), std::nullopt);
    EXPECT_EQ(tell(5), Sequence{5});
}

// What is told and not acknowledged is told again after the timeout, then after twice as long and
// so on, up to four seconds.
TEST_F(WatermarkTellerTest, tells_again_less_and_less_often) {
    teller.said({5});
    tell(5);
    for (const auto pause : {200, 400, 800, 1600, 3200, 4000, 4000}) {
        EXPECT_EQ(wait(), milliseconds(pause));
        now += milliseconds(pause - 1);
        EXPECT_EQ(tell(5), std::nullopt);
        now += milliseconds(1);
        EXPECT_EQ(tell(5), Sequence{5});
    }
}

// After an acknowledgement the next thing is told at the usual pace again.
TEST_F(WatermarkTellerTest, begins_anew_after_an_acknowledgement) {
    teller.said({5});
    tell(5);
    now += timeout;
    tell(5);
    teller.acknowledged({5});
    teller.said({6});
    EXPECT_EQ(tell(6), Sequence{6});
    EXPECT_EQ(wait(), timeout);
}

// When it is acknowledged nothing is told any more, whatever the others go on to have.
TEST_F(WatermarkTellerTest, ends_with_the_acknowledgement) {
    teller.said({5});
    tell(5);
    teller.acknowledged({5});
    EXPECT_EQ(wait(), std::nullopt);
    now += seconds(10);
    EXPECT_EQ(tell(9), std::nullopt);
}

// Of many things said the first is told when it can be, and the rest when that is acknowledged.
TEST_F(WatermarkTellerTest, tells_in_steps) {
    teller.said({5});
    teller.said({9});
    EXPECT_EQ(tell(6), Sequence{6});
    EXPECT_EQ(tell(7), std::nullopt);
    teller.acknowledged({6});
    EXPECT_EQ(tell(8), Sequence{8});
}

// The last thing said is told at once when everybody has it, whatever is on the way.
TEST_F(WatermarkTellerTest, completes_at_once) {
    teller.said({5});
    teller.said({9});
    tell(6);
    EXPECT_EQ(tell(10), Sequence{10});
    EXPECT_EQ(tell(11), std::nullopt);
    EXPECT_EQ(wait(), timeout);
}

// What is told again is the latest.
TEST_F(WatermarkTellerTest, tells_the_latest_again) {
    teller.said({5});
    tell(5);
    now += timeout;
    EXPECT_EQ(tell(8), Sequence{8});
}

// An acknowledgement of an earlier watermark, or of more than was told, is no more than it can be.
TEST_F(WatermarkTellerTest, believes_no_more_than_it_told) {
    teller.said({5});
    teller.acknowledged({1000});
    EXPECT_EQ(tell(5), Sequence{5});
    teller.acknowledged({4});
    EXPECT_EQ(wait(), timeout);
    teller.acknowledged({1000});
    EXPECT_EQ(wait(), std::nullopt);
    teller.said({6});
    teller.acknowledged({5});
    EXPECT_EQ(tell(6), Sequence{6});
}

// What was told beyond what the member had said needs no acknowledgement: there is no deadline that
// nothing can be done about.
TEST_F(WatermarkTellerTest, waits_for_no_acknowledgement_that_nobody_needs) {
    teller.said({5});
    tell(5);
    now += timeout;
    EXPECT_EQ(tell(8), Sequence{8});
    teller.acknowledged({5});
    EXPECT_EQ(wait(), std::nullopt);
    teller.said({20});
    EXPECT_EQ(tell(19), std::nullopt);
    EXPECT_EQ(wait(), std::nullopt);
    EXPECT_EQ(tell(20), Sequence{20});
}

// Of a member who was there before a restart anything may be its own.
TEST_F(WatermarkTellerTest, tells_what_may_have_been_said) {
    teller.may_have_said({7});
    EXPECT_EQ(tell(3), Sequence{3});
    teller.acknowledged({3});
    EXPECT_EQ(tell(7), Sequence{7});
    teller.acknowledged({7});
    EXPECT_EQ(tell(9), std::nullopt);
}

// What the journal did not take and is said again by a lower number is told by that.
TEST_F(WatermarkTellerTest, tells_what_was_said_again_by_a_lower_number) {
    teller.said({10});
    teller.said({7});
    EXPECT_EQ(tell(7), Sequence{7});
    teller.acknowledged({7});
    EXPECT_EQ(tell(10), std::nullopt);
}

// Whatever is asked, what is told never falls.
TEST_F(WatermarkTellerTest, never_falls) {
    teller.said({5});
    teller.said({9});
    EXPECT_EQ(tell(8), Sequence{8});
    now += timeout;
    EXPECT_EQ(tell(6), Sequence{8});
}

} // namespace
} // namespace chatroom
