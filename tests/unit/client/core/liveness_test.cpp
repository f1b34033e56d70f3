// SPDX-License-Identifier: GPL-3.0-or-later
// When the server is asked whether it is there, and when it is taken for lost.
#include "client/core/liveness.hpp"
#include "tests/unit/client/core/sealed_server.hpp"

#include <gtest/gtest.h>

namespace chatroom {

namespace {

// Nothing was sent for ten seconds: the server is asked.
TEST(LivenessTest, AsksAfterTenQuietSeconds) {
    Liveness liveness(at(0));
    EXPECT_EQ(liveness.next_deadline(), at(10'000));
    liveness.sent(at(4000));
    liveness.heard(at(9000));
    EXPECT_FALSE(liveness.is_ping_due(at(13'999)));
    EXPECT_TRUE(liveness.is_ping_due(at(14'000)));
}

// PING is repeated every second until PONG comes.
TEST(LivenessTest, RepeatsTheQuestion) {
    Liveness liveness(at(0));
    for (int second = 10; second < 14; ++second) {
        EXPECT_EQ(liveness.next_deadline(), at(1000 * second));
        liveness.sent(at(1000 * second));
        liveness.pinged(at(1000 * second));
        liveness.await_receipts(at(1000 * second), false);
    }
    liveness.heard(at(13'500));
    liveness.ponged();
    liveness.await_receipts(at(13'500), false);
    EXPECT_EQ(liveness.next_deadline(), at(23'000));
}

// Twelve seconds without a sign of life while an answer is waited for: the server is lost.
TEST(LivenessTest, LosesTheServerAfterTwelveSilentSeconds) {
    Liveness liveness(at(0));
    liveness.pinged(at(10'000));
    liveness.await_receipts(at(10'000), false);
    EXPECT_FALSE(liveness.is_lost(at(21'999)));
    EXPECT_TRUE(liveness.is_lost(at(22'000)));
}

// Receipts are answers, too.
TEST(LivenessTest, WaitsForReceipts) {
    Liveness liveness(at(0));
    liveness.await_receipts(at(3000), true);
    liveness.sent(at(14'000));
    liveness.await_receipts(at(14'000), true);
    EXPECT_EQ(liveness.next_deadline(), at(15'000));
    EXPECT_TRUE(liveness.is_lost(at(15'000)));
    liveness.await_receipts(at(15'000), false);
    EXPECT_FALSE(liveness.is_lost(at(15'000)));
}

// Whatever is heard counts as a sign of life.
TEST(LivenessTest, HearsOtherThings) {
    Liveness liveness(at(0));
    liveness.await_receipts(at(3000), true);
    liveness.heard(at(9000));
    liveness.sent(at(20'000));
    EXPECT_FALSE(liveness.is_lost(at(20'999)));
    EXPECT_TRUE(liveness.is_lost(at(21'000)));
}

// The network reports trouble: the server is asked, and lost after three seconds without a sign.
TEST(LivenessTest, DoubtsTheServer) {
    Liveness liveness(at(0));
    EXPECT_TRUE(liveness.doubt(at(2000)));
    liveness.pinged(at(2000));
    EXPECT_FALSE(liveness.doubt(at(4000)));
    EXPECT_FALSE(liveness.is_lost(at(4999)));
    EXPECT_TRUE(liveness.is_lost(at(5000)));
    liveness.heard(at(4900));
    EXPECT_FALSE(liveness.is_lost(at(5000)));
}

// Trouble that is reported all the time makes nobody ask all the time, nor twice at once.
TEST(LivenessTest, DoubtsOnceASecond) {
    Liveness liveness(at(0));
    EXPECT_TRUE(liveness.doubt(at(2000)));
    liveness.heard(at(2010));
    EXPECT_FALSE(liveness.doubt(at(2999)));
    EXPECT_FALSE(liveness.is_lost(at(5999)));
    EXPECT_TRUE(liveness.doubt(at(3000)));
    liveness.heard(at(3010));
    liveness.pinged(at(3500));
    EXPECT_FALSE(liveness.doubt(at(4000))); // It is being asked.
    EXPECT_FALSE(liveness.is_lost(at(6999)));
    EXPECT_TRUE(liveness.is_lost(at(7000)));
}

// Who waits for nothing loses nothing, however quiet it is.
TEST(LivenessTest, DoesNotMindSilenceWithoutAQuestion) {
    Liveness liveness(at(0));
    liveness.await_receipts(at(0), false);
    EXPECT_FALSE(liveness.is_lost(at(1'000'000)));
}

} // namespace

} // namespace chatroom
