// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/io/control_places.hpp"

#include <gtest/gtest.h>

namespace chatroom {
namespace {

constexpr const char* no_place_left = "too many connections to the control socket";
constexpr const char* share_is_used =
    "too many connections of one user to the control socket: at most 8";

/// Places of which so many users hold their whole share each, from that one on.
ControlPlaces held_by(uid_t first, uid_t users) {
    ControlPlaces places;
    for (uid_t user = first; user < first + users; ++user) {
        for (std::size_t index = 0; index < ControlPlaces::max_connections_of_a_user; ++index) {
            EXPECT_EQ(places.bars(user), std::nullopt) << user << " " << index;
            places.take(user);
        }
    }
    return places;
}

// A user has a share, root too; others still have a place.
TEST(ControlPlaces, AUserHasAShare) {
    for (const uid_t user : {uid_t{0}, uid_t{1000}}) {
        auto places = held_by(user, 1);
        EXPECT_EQ(places.bars(user), share_is_used);
        EXPECT_EQ(places.bars(user + 1), std::nullopt);
        places.leave(user);
        EXPECT_EQ(places.bars(user), std::nullopt);
    }
}

// The last place is root's, and then there is none.
TEST(ControlPlaces, TheLastIsRoots) {
    auto places = held_by(1000, 3);
    for (int count = 0; count < 7; ++count) {
        EXPECT_EQ(places.bars(2000), std::nullopt) << count;
        places.take(2000);
    }
    EXPECT_EQ(places.bars(2000), no_place_left);
    EXPECT_EQ(places.bars(3000), no_place_left);
    EXPECT_EQ(places.bars(0), std::nullopt);
    places.take(0);
    EXPECT_EQ(places.bars(0), no_place_left);
    places.leave(1000);
    EXPECT_EQ(places.bars(0), std::nullopt);
    EXPECT_EQ(places.bars(3000), no_place_left) << "the last is root's again";
}

// Whoever holds no place leaves none.
TEST(ControlPlaces, NobodyLeavesTwice) {
    auto places = held_by(1000, 1);
    places.leave(2000);
    EXPECT_EQ(places.bars(1000), share_is_used);
}

} // namespace
} // namespace chatroom
