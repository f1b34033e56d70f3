// SPDX-License-Identifier: GPL-3.0-or-later
#include "web/core/batches.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

// What a page was sent and has not kept is there for it when it comes again.
namespace chatroom {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TimePoint at_second(int seconds) {
    return TimePoint{} + std::chrono::seconds(seconds);
}

TEST(Batches, NumberFromOne) {
    Batches batches;
    EXPECT_EQ(batches.latest(), BatchNumber{});
    EXPECT_EQ(batches.add(at_second(0), "a"), BatchNumber{1});
    EXPECT_EQ(batches.add(at_second(0), "b"), BatchNumber{2});
    EXPECT_EQ(batches.latest(), BatchNumber{2});
}

TEST(Batches, GiveWhatThePageDoesNotHave) {
    Batches batches;
    for (const auto* text : {"a", "b", "c"}) {
        batches.add(at_second(0), text);
    }
    EXPECT_TRUE(batches.keep(at_second(1), {1}));
    EXPECT_THAT(batches.behind(at_second(2), {2}), ElementsAre("c"));
    // What was kept once is gone, also for a page that has forgotten it.
    EXPECT_THAT(batches.behind(at_second(3), {0}), ElementsAre("c"));
    EXPECT_THAT(batches.behind(at_second(4), {3}), IsEmpty());
}

TEST(Batches, KnowNoneThatWasNotSent) {
    Batches batches;
    EXPECT_FALSE(batches.keep(at_second(0), {1}));
    batches.add(at_second(0), "a");
    EXPECT_FALSE(batches.keep(at_second(0), {2}));
    EXPECT_THAT(batches.behind(at_second(1), {7}), ElementsAre("a"));
}

TEST(Batches, AreEnoughUntilSomeAreKept) {
    Batches batches;
    batches.add(at_second(0), std::string(Batches::enough_bytes - 1, 'x'));
    EXPECT_FALSE(batches.are_enough());
    batches.add(at_second(0), "y");
    EXPECT_TRUE(batches.are_enough());
    batches.keep(at_second(1), {1});
    EXPECT_FALSE(batches.are_enough());
}

TEST(Batches, WaitSinceThePageKeptSomething) {
    Batches batches;
    EXPECT_EQ(batches.waiting_since(), std::nullopt);
    batches.add(at_second(5), "a");
    batches.add(at_second(6), "b");
    EXPECT_EQ(batches.waiting_since(), at_second(5));
    batches.keep(at_second(7), {0});
    EXPECT_EQ(batches.waiting_since(), at_second(5));
    batches.keep(at_second(8), {1});
    EXPECT_EQ(batches.waiting_since(), at_second(8));
    batches.behind(at_second(9), {1});
    EXPECT_EQ(batches.waiting_since(), at_second(9));
    batches.keep(at_second(10), {2});
    EXPECT_EQ(batches.waiting_since(), std::nullopt);
}

} // namespace
} // namespace chatroom
