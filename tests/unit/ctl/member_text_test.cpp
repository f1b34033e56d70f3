// SPDX-License-Identifier: GPL-3.0-or-later
#include "ctl/member_text.hpp"

#include <gtest/gtest.h>

namespace chatroom {
namespace {

// How long somebody has said nothing, and what else is to be known at a glance.
TEST(MemberTextTest, tells_how_idle) {
    control::MemberInfo ann;
    ann.idle_seconds = 120;
    EXPECT_EQ(idle_text(ann), "2m");
    ann.reachable = false;
    ann.muted = true;
    EXPECT_EQ(idle_text(ann), "2m (unreachable) (muted)");
    ann.lagging = true;
    EXPECT_EQ(idle_text(ann), "2m (lagging) (muted)");
}

// The words of `show`.
TEST(MemberTextTest, tells_the_state) {
    control::MemberDetails ann;
    EXPECT_EQ(state_text(ann), "reachable");
    ann.reachable = false;
    ann.exempt = true;
    EXPECT_EQ(state_text(ann), "unreachable, exempt from the limits");
}

// Times are shown in milliseconds.
TEST(MemberTextTest, tells_milliseconds) {
    EXPECT_EQ(milliseconds_text(1250), "1.2 ms");
}

} // namespace
} // namespace chatroom
