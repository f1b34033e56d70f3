// SPDX-License-Identifier: GPL-3.0-or-later
// When what is not answered is sent again.
#include "client/core/repetition.hpp"
#include "tests/unit/client/core/sealed_server.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace chatroom {

namespace {

using testing::ElementsAre;

// Nothing is due before something has begun.
TEST(RepetitionTest, DoesNothingAtFirst) {
    const Repetition repetition;
    EXPECT_EQ(repetition.next_deadline(), std::nullopt);
    EXPECT_FALSE(repetition.is_due(at(1000)));
    EXPECT_FALSE(repetition.is_over(at(100'000)));
}

// The pauses are 250 ms, 500 ms and so on up to 4 s; after 8 s the step is over.
TEST(RepetitionTest, DoublesThePauses) {
    Repetition repetition;
    repetition.begin(at(0));
    std::vector<TimePoint> sent;
    for (auto now = at(0); !repetition.is_over(now); now = *repetition.next_deadline()) {
        EXPECT_TRUE(repetition.is_due(now));
        sent.push_back(now);
        repetition.sent(now);
    }
    EXPECT_THAT(sent, ElementsAre(at(0), at(250), at(750), at(1750), at(3750), at(7750)));
    EXPECT_EQ(repetition.next_deadline(), at(8000));
}

// A step may begin later.
TEST(RepetitionTest, CountsFromTheBeginningOfTheStep) {
    Repetition repetition;
    repetition.begin(at(1000));
    EXPECT_FALSE(repetition.is_due(at(999)));
    EXPECT_TRUE(repetition.is_due(at(1000)));
    repetition.sent(at(1000));
    EXPECT_EQ(repetition.next_deadline(), at(1250));
    EXPECT_FALSE(repetition.is_over(at(8999)));
    EXPECT_TRUE(repetition.is_over(at(9000)));
}

// Whoever is in a hurry gets the shortest pause, but no longer step.
TEST(RepetitionTest, HurriesWithinTheStep) {
    Repetition repetition;
    repetition.begin(at(0));
    repetition.sent(at(0));
    repetition.sent(at(250));
    repetition.hurry();
    repetition.sent(at(600));
    EXPECT_EQ(repetition.next_deadline(), at(850));
    EXPECT_TRUE(repetition.is_over(at(8000)));
}

// What is stopped is neither due nor over.
TEST(RepetitionTest, Stops) {
    Repetition repetition;
    repetition.begin(at(0));
    repetition.stop();
    EXPECT_EQ(repetition.next_deadline(), std::nullopt);
    EXPECT_FALSE(repetition.is_due(at(10'000)));
    EXPECT_FALSE(repetition.is_over(at(10'000)));
}

} // namespace

} // namespace chatroom
