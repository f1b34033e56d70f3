// SPDX-License-Identifier: GPL-3.0-or-later
// What the user is told of whether the server can be reached.
#include "client/core/reachability.hpp"
#include "tests/unit/client/core/sealed_server.hpp"

#include <gtest/gtest.h>

namespace chatroom {

namespace {

// A lost server is told once, and that it was found again too.
TEST(ReachabilityTest, TellsOnce) {
    Reachability reachability;
    EXPECT_EQ(reachability.found(), std::nullopt);
    EXPECT_EQ(reachability.lost(), Notice::server_unreachable);
    EXPECT_TRUE(reachability.is_lost());
    EXPECT_EQ(reachability.lost(), std::nullopt);
    EXPECT_EQ(reachability.found(), Notice::server_reachable_again);
    EXPECT_EQ(reachability.found(), std::nullopt);
    EXPECT_FALSE(reachability.is_lost());
}

// A way back that takes less than three seconds is not worth a word.
TEST(ReachabilityTest, KeepsQuietAboutAShortWayBack) {
    Reachability reachability;
    reachability.returning(at(0));
    EXPECT_EQ(reachability.next_deadline(), at(3000));
    EXPECT_EQ(reachability.advance(at(2999)), std::nullopt);
    EXPECT_EQ(reachability.found(), std::nullopt);
    EXPECT_EQ(reachability.next_deadline(), std::nullopt);
    EXPECT_EQ(reachability.advance(at(3000)), std::nullopt);
}

// One that takes longer is told of, counted from its beginning.
TEST(ReachabilityTest, TellsOfALongWayBack) {
    Reachability reachability;
    reachability.returning(at(0));
    reachability.returning(at(2000));
    EXPECT_EQ(reachability.advance(at(3000)), Notice::server_unreachable);
    EXPECT_EQ(reachability.next_deadline(), std::nullopt);
    reachability.returning(at(8000));
    EXPECT_EQ(reachability.next_deadline(), std::nullopt);
    EXPECT_EQ(reachability.found(), Notice::server_reachable_again);
}

} // namespace

} // namespace chatroom
