// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/core/draft.hpp"
#include "daemon/core/speaking_draft.hpp"

#include <gtest/gtest.h>

namespace chatroom {
namespace {

using namespace std::chrono_literals;

class SpeakingDraftTest : public ::testing::Test {
protected:
    SpeakingDraftTest() {
        options.limits.lines = {.per_second = 1, .at_once = 2};
        options.limits.bytes = {.per_second = 10, .at_once = 100};
    }

    static Member member(std::uint64_t number, std::string_view from) {
        return {.entered = {number},
                .name = MemberName::from_journal("Ann"),
                .since = {},
                .door = DoorKind::classic,
                .address = parse_address(from).value()};
    }

    void say(const Member& who, int lines, bool is_exempt = false) {
        for (int line = 0; line < lines; ++line) {
            draft.said(now, who, 1, is_exempt);
        }
    }

    RoomOptions options;
    SteadyTime now{1h};
    SpeakingLimits limits{options};
    SpeakingDraft draft{limits};
    const Member ann = member(1, "10.0.0.1:1");
    const Member bob = member(2, "10.0.0.1:2");
};

// What is said in a draft counts before it has happened, and nothing of it is left in the limits.
TEST_F(SpeakingDraftTest, counts_what_is_said) {
    EXPECT_EQ(draft.wait_for(now, ann, 1), 0s);
    say(ann, 2);
    EXPECT_EQ(draft.wait_for(now, ann, 1), 1s);
    EXPECT_EQ(draft.wait_for(now, bob, 1), 0s);
    EXPECT_EQ(draft.use_of(ann.entered).spoke_at, now);
    EXPECT_EQ(limits.wait_of_member(limits.use_of(ann.entered), now, 1), 0s);
    draft.said(now, bob, 60, false);
    EXPECT_EQ(draft.wait_for(now, bob, 60), 2s);
}

// Whoever is exempt uses nothing, but that it spoke is known.
TEST_F(SpeakingDraftTest, charges_nobody_who_is_exempt) {
    say(ann, 1000, true);
    EXPECT_EQ(draft.wait_for(now, ann, 1), 0s);
    EXPECT_EQ(draft.use_of(ann.entered).spoke_at, now);
}

// Whoever comes in takes over the most of what those have used who left before it.
TEST_F(SpeakingDraftTest, hands_over_what_who_left_has_used) {
    const auto leave = [&](const Member& who) { draft.left(who.entered, traces_of(who, nullptr)); };
    const auto enter = [&](const Member& who) {
        draft.entered(who.entered, traces_of(who, nullptr));
    };
    say(ann, 2);
    say(bob, 1);
    leave(ann);
    leave(bob);
    const auto eve = member(3, "10.0.0.1:3");
    enter(eve);
    EXPECT_EQ(draft.wait_for(now, eve, 1), 1s);
    say(eve, 1);
    leave(eve);
    const auto zoe = member(4, "10.0.0.1:4");
    enter(zoe);
    EXPECT_EQ(draft.wait_for(now, zoe, 1), 2s);
    const auto elsewhere = member(5, "10.0.0.2:1");
    enter(elsewhere);
    EXPECT_EQ(draft.wait_for(now, elsewhere, 1), 0s);
}

// The members of a network have an allowance together in a draft, too.
TEST_F(SpeakingDraftTest, counts_what_a_network_says) {
    for (std::uint64_t number = 1; number <= SpeakingLimits::members_of_a_network; ++number) {
        say(member(number, "10.0.0.1:1"), 2);
        say(member(1000 + number, "127.0.0.1:1"), 2);
    }
    EXPECT_EQ(draft.wait_for(now, member(99, "10.0.0.1:2"), 1), 50ms);
    EXPECT_EQ(draft.wait_for(now, member(99, "10.0.0.2:2"), 1), 0s);
    EXPECT_EQ(draft.wait_for(now, member(99, "127.0.0.1:2"), 1), 0s);
}

// A sentence of the limits holds in a draft.
TEST_F(SpeakingDraftTest, knows_sentences) {
    RoomState state{{}, {}, {}};
    Draft room(state, {.steady = now, .wall = {}});
    room.happens({.kind = EventKind::entered, .name = "Ann"});
    room.put(ann);
    for (const auto& record : room.take().records) {
        state.apply(record);
    }
    limits.silence(now, state, ann.entered);
    EXPECT_EQ(draft.silenced_for(now, ann.entered), SpeakingLimits::sentence);
    EXPECT_EQ(draft.silenced_for(now, bob.entered), 0s);
}

} // namespace
} // namespace chatroom
