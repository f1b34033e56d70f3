// SPDX-License-Identifier: GPL-3.0-or-later
#include "ctl/member_text.hpp"

#include <gtest/gtest.h>

namespace chatroom {
namespace {

// How long somebody has said nothing, and what else is to be known at a glance.
TEST(MemberTextTest, tells_how_idle) {
    EXPECT_EQ(idle_text({.name = "Ann", .idle_seconds = 120}), "2m");
    EXPECT_EQ(idle_text({.name = "Ann", .reachable = false, .muted = true}),
              "0s (unreachable) (muted)");
    EXPECT_EQ(idle_text({.name = "Ann", .reachable = false, .lagging = true}), "0s (lagging)");
}

// The words of `show`.
TEST(MemberTextTest, tells_the_state) {
    EXPECT_EQ(state_text({.name = "Ann"}), "reachable");
    EXPECT_EQ(state_text({.name = "Ann", .reachable = false, .exempt = true}),
              "unreachable, exempt from the limits");
}

// Times are shown in milliseconds.
TEST(MemberTextTest, tells_milliseconds) {
    EXPECT_EQ(milliseconds_text(1250), "1.2 ms");
}

} // namespace
} // namespace chatroom
