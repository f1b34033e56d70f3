// SPDX-License-Identifier: GPL-3.0-or-later
// What a member says, as the whole room limits it.
#include "tests/unit/daemon/core/limits_fixture.hpp"

#include <algorithm>

namespace chatroom {
namespace {

using namespace std::chrono_literals;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

// At n nothing is refused, at n + 1 the line is, and the member is told once until it may try
// again.
TEST_F(LimitsTest, hold_a_member_to_a_number_of_lines) {
    send(ann, "L Ann");
    for (int line = 0; line < 3; ++line) {
        EXPECT_THAT(send(ann, "C Ann x"), IsEmpty());
    }
    EXPECT_THAT(send(ann, "C Ann x"), ElementsAre(Datagram{ann, too_fast}));
    EXPECT_THAT(send(ann, "C Ann x"), IsEmpty());
    EXPECT_EQ(said(), 3U);
    elapsed += 1s;
    EXPECT_THAT(send(ann, "C Ann x"), IsEmpty());
    EXPECT_EQ(said(), 4U);
    EXPECT_THAT(send(ann, "C Ann x"), ElementsAre(Datagram{ann, too_fast}));
}

// Lines of one turn count as those of several do.
TEST_F(LimitsTest, hold_in_one_turn_too) {
    send(ann, "L Ann");
    for (int line = 0; line < 10; ++line) {
        hand_over(ann, "C Ann x");
    }
    EXPECT_THAT(datagrams(finish_turn()), ElementsAre(Datagram{ann, too_fast}));
    EXPECT_EQ(said(), 3U);
}

// What others say takes nothing from a member.
TEST_F(LimitsTest, are_of_each_member) {
    send(ann, "L Ann");
    send(bob, "L Bob");
    for (int line = 0; line < 4; ++line) {
        send(ann, "C Ann x");
    }
    send(bob, "C Bob x");
    EXPECT_EQ(said(), 4U);
}

// Long lines are counted by their bytes, too.
TEST_F(LimitsTest, hold_a_member_to_a_number_of_bytes) {
    send(ann, "L Ann");
    const std::string line(960, 'x');
    for (int number = 0; number < 3; ++number) {
        send(ann, "C Ann " + line);
    }
    elapsed += 3s;
    EXPECT_EQ(said(), 3U);
    for (int number = 0; number < 3; ++number) {
        send(ann, "C Ann " + line);
        send(ann, "C Ann " + line);
        elapsed += 1s;
    }
    EXPECT_LE(said(), 3U + 3U + 4U);
}

// Limits of nothing are none.
TEST_F(LimitsTest, may_be_lifted_for_everybody) {
    open(default_options());
    send(ann, "L Ann");
    for (int line = 0; line < 1000; ++line) {
        send(ann, "C Ann x");
    }
    EXPECT_EQ(said(), 1000U);
}

// Whoever leaves and comes again from there begins where it has stopped.
TEST_F(LimitsTest, are_not_evaded_by_another_name) {
    send(ann, "L Ann");
    for (int line = 0; line < 4; ++line) {
        send(ann, "C Ann x");
    }
    send(ann, "Q Ann");
    const auto other = std::string("10.0.0.1:2000");
    enter(other, "Other");
    EXPECT_THAT(send(other.c_str(), "C Other x"), ElementsAre(Datagram{other, too_fast}));
    EXPECT_EQ(said(), 3U);
}

// Whoever was there all the time is not taken for who has left.
TEST_F(LimitsTest, do_not_follow_to_others_inside) {
    const auto lurker = std::string("10.0.0.1:2000");
    enter(lurker, "Lurker");
    send(ann, "L Ann");
    for (unsigned line = 0; line <= SpeakingLimits::refused_lines.at_once + 3; ++line) {
        send(ann, "C Ann x");
    }
    finish_turn();
    send(ann, "Q Ann");
    const auto before = said();
    EXPECT_THAT(send(lurker.c_str(), "C Lurker x"), IsEmpty());
    EXPECT_EQ(said(), before + 1);
}

// Leaving and coming back is no way to say two lines where they have to be apart, however often,
// and whether it is one turn or several.
TEST_F(LimitsTest, keep_lines_apart_of_who_comes_back) {
    send(ann, "L Ann");
    EXPECT_TRUE(call(control::Slow{10s}).has_value());
    for (int time = 0; time < 5; ++time) {
        send(ann, "C Ann x");
        send(ann, "Q Ann");
        send(ann, "L Ann");
    }
    EXPECT_EQ(said(), 1U);
    elapsed += 10s;
    for (int time = 0; time < 5; ++time) {
        hand_over(ann, "C Ann x");
        hand_over(ann, "Q Ann");
        hand_over(ann, "L Ann");
    }
    finish_turn();
    EXPECT_EQ(said(), 2U);
}

// All members of one address together say no more than some of them may; those of this machine are
// different people.
TEST_F(LimitsTest, are_of_a_network_too) {
    auto options = limited();
    options.limits.classic_of_an_address = 40;
    options.allow.push_back(AddressRange::parse("127.0.0.0/8").value());
    open(options);
    const auto all_say = [&](const std::string& host, bool is_one_turn) {
        const auto before = said();
        for (int port = 1; port <= 30; ++port) {
            const auto member = host + ":" + std::to_string(port);
            for (int line = 0; line < 3; ++line) {
                hand_over(member.c_str(), "C n" + host + "-" + std::to_string(port) + " x");
                if (!is_one_turn) {
                    finish_turn();
                }
            }
        }
        finish_turn();
        return said() - before;
    };
    for (const auto* host : {"10.0.1.1", "10.0.1.2", "127.0.0.1"}) {
        for (int port = 1; port <= 30; ++port) {
            enter(host + (":" + std::to_string(port)), "n" + (host + ("-" + std::to_string(port))));
        }
    }
    ASSERT_EQ(room->member_count(), 90U);
    EXPECT_EQ(all_say("10.0.1.1", true), 3U * SpeakingLimits::members_of_a_network);
    EXPECT_EQ(all_say("10.0.1.2", false), 3U * SpeakingLimits::members_of_a_network);
    EXPECT_EQ(all_say("127.0.0.1", true), 90U);
}

// Whoever goes on and on is muted for a minute, which everybody hears; whoever goes on then is
// kicked. Neither lasts.
TEST_F(LimitsTest, mute_and_then_kick_who_floods) {
    send(ann, "L Ann");
    send(bob, "L Bob");
    std::vector<Datagram> heard;
    const auto flood = [&] {
        for (unsigned line = 0; line <= SpeakingLimits::refused_lines.at_once + 3; ++line) {
            for (const auto& datagram : send(ann, "C Ann x")) {
                heard.push_back(datagram);
            }
        }
        for (const auto& datagram : datagrams(finish_turn())) {
            heard.push_back(datagram);
        }
    };
    flood();
    EXPECT_THAT(heard, Contains(Datagram{bob, "Admin: Ann is muted for 1 min"}));
    EXPECT_THAT(heard, Contains(Datagram{ann, "Admin: Ann is muted for 1 min"}));
    EXPECT_EQ(room->member_count(), 2U);
    elapsed += SpeakingLimits::sentence;
    const auto before = said();
    send(ann, "C Ann sorry");
    EXPECT_EQ(said(), before + 1);
    flood();
    flood(); // It cannot have heard of it yet.
    EXPECT_EQ(room->member_count(), 2U);
    elapsed += SpeakingLimits::heed_time;
    flood();
    EXPECT_EQ(room->member_count(), 1U);
    EXPECT_THAT(heard, Contains(Datagram{
                           bob, "Ann left the room (removed by the administrator: flooding)"}));
    elapsed += 60s;
    EXPECT_THAT(enter(ann, "Ann"), Contains(Datagram{ann, "OK"}));
}

// A burst that was on its way leads to a mute and to nothing more, however it is cut into turns.
TEST_F(LimitsTest, do_not_kick_for_one_burst) {
    for (const int lines_of_a_turn : {1, 7, 250}) {
        open(limited());
        send(ann, "L Ann");
        for (int line = 0; line < 1000; ++line) {
            hand_over(ann, "C Ann x");
            if (line % lines_of_a_turn == 0) {
                finish_turn();
                finish_turn();
            }
        }
        while (!room->is_settled()) {
            finish_turn();
        }
        EXPECT_EQ(room->member_count(), 1U) << lines_of_a_turn;
        send(ann, "Q Ann");
    }
    const auto all = events();
    const auto is_mute = [](const Event& event) { return event.kind == EventKind::muted; };
    EXPECT_EQ(std::count_if(all.begin(), all.end(), is_mute), 3);
}

// Nobody else need say anything for a flooder to be muted: the turn that finds it out is followed
// by another one.
TEST_F(LimitsTest, restrain_without_waiting) {
    send(ann, "L Ann");
    for (unsigned line = 0; line < SpeakingLimits::refused_lines.at_once + 4; ++line) {
        hand_over(ann, "C Ann x");
        if (line == 100) {
            finish_turn();
        }
    }
    finish_turn();
    EXPECT_TRUE(is_due());
    room->advance(now());
    EXPECT_FALSE(is_due()); // Once is enough, whenever the turn can begin.
    EXPECT_THAT(datagrams(finish_turn()),
                ElementsAre(Datagram{ann, "Admin: Ann is muted for 1 min"}));
    EXPECT_FALSE(is_due());
}

// Whoever was put out and comes back at once has no more to say than before.
TEST_F(LimitsTest, follow_who_is_kicked) {
    send(ann, "L Ann");
    for (int line = 0; line < 2000; ++line) {
        send(ann, "C Ann x");
        send(ann, "L Ann");
    }
    EXPECT_EQ(said(), 3U);
    for (int line = 0; line < 2000; ++line) { // All of it in turns of many.
        hand_over(ann, "C Ann x");
        hand_over(ann, "L Ann");
        if (line % 100 == 0) {
            finish_turn();
        }
    }
    finish_turn();
    EXPECT_EQ(said(), 3U);
    for (int line = 0; line < 2000; ++line) {
        elapsed += 10ms;
        send(ann, "C Ann x");
        send(ann, "L Ann");
    }
    EXPECT_LE(said(), 3U + 20U + 1U);
}

// The administrator can pardon, and exempt for ever.
TEST_F(LimitsTest, yield_to_the_administrator) {
    send(ann, "L Ann");
    for (unsigned line = 0; line <= SpeakingLimits::refused_lines.at_once + 3; ++line) {
        send(ann, "C Ann x");
    }
    finish_turn();
    EXPECT_TRUE(call(control::Unmute{"Ann", false}).has_value());
    const auto before = said();
    send(ann, "C Ann x");
    EXPECT_EQ(said(), before + 1);
    EXPECT_TRUE(call(control::Exempt{"Ann"}).has_value());
    for (int line = 0; line < 100; ++line) {
        send(ann, "C Ann x");
    }
    EXPECT_EQ(said(), before + 101);
    open(limited());
    for (int line = 0; line < 100; ++line) {
        send(ann, "C Ann x");
    }
    EXPECT_EQ(said(), before + 201);
    EXPECT_TRUE(call(control::Unexempt{"Ann"}).has_value());
    EXPECT_FALSE(call(control::Unexempt{"Ann"}).has_value());
    EXPECT_FALSE(call(control::Exempt{"Nobody"}).has_value());
    for (int line = 0; line < 100; ++line) {
        send(ann, "C Ann x");
    }
    EXPECT_EQ(said(), before + 204); // As if it had said nothing.
}

} // namespace
} // namespace chatroom
