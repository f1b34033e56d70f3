// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/core/speaking_limits.hpp"
#include "tests/unit/daemon/core/decisions_fixture.hpp"

namespace chatroom {
namespace {

using namespace std::chrono_literals;

class SpeakingLimitsTest : public DecisionsFixture {
protected:
    SpeakingLimitsTest() {
        options.limits.lines = {.per_second = 1, .at_once = 2};
        options.limits.bytes = {.per_second = 10, .at_once = 100};
    }

    /// Somebody of that name is inside, and the limits know it.
    Sequence enter(const std::string& name, const char* from) {
        decide(classic(name, from));
        happen();
        return state.head();
    }

    Sequence enter_sealed(std::uint32_t session, const std::string& name, std::uint8_t owner,
                          const char* from) {
        auto request = sealed(session, name, owner, 1);
        std::get<request::Enter>(request.what).address = address(from);
        decide(request);
        happen();
        return state.head();
    }

    void leave(const Requester& who) {
        decide({who, request::Leave{}});
        happen();
    }

    void say(Sequence member, const std::string& text) {
        Record record{.event = Event{.sequence = state.head().next(),
                                     .time = {},
                                     .kind = EventKind::said,
                                     .name = {},
                                     .text = text},
                      .member = member,
                      .facts = {}};
        limits.happened(now, state, record);
    }

    void happen() {
        for (const auto& record : batch.records) {
            limits.happened(now, state, record);
        }
    }

    SteadyTime::duration wait(Sequence member, std::size_t bytes = 1) const {
        return limits.wait_of_member(limits.use_of(member), now.steady, bytes);
    }

    bool is_silenced(Sequence member) const {
        return limits.use_of(member).silent_until > now.steady;
    }

    SpeakingLimits limits{options};
};

// Lines and bytes are counted, and forgiven.
TEST_F(SpeakingLimitsTest, count_lines_and_bytes) {
    const auto ann = enter("Ann", "10.0.0.1:1");
    EXPECT_EQ(wait(ann), 0s);
    say(ann, "a");
    say(ann, "b");
    EXPECT_EQ(wait(ann), 1s);
    now.steady += 1s;
    EXPECT_EQ(wait(ann), 0s);
    now.steady += 1min;
    say(ann, std::string(60, 'x'));
    EXPECT_EQ(wait(ann, 60), 2s);
}

// What has left a network counts for whoever comes from there next, and next again, until it is
// forgiven; not for who is inside already, nor elsewhere.
TEST_F(SpeakingLimitsTest, stay_with_the_network) {
    const auto ann = enter("Ann", "10.0.0.1:1");
    const auto lurker = enter("Lurker", "10.0.0.1:9");
    say(ann, "a");
    say(ann, "b");
    limits.silence(now.steady, state, ann);
    leave(address("10.0.0.1:1"));
    EXPECT_EQ(wait(lurker), 0s);
    EXPECT_FALSE(is_silenced(lurker));
    const auto bob = enter("Bob", "10.0.0.1:2");
    EXPECT_EQ(wait(bob), 1s);
    EXPECT_TRUE(is_silenced(bob));
    EXPECT_EQ(wait(enter("Eve", "10.0.0.1:3")), 1s);
    EXPECT_EQ(wait(enter("Zoe", "10.0.0.2:1")), 0s);
    now.steady += SpeakingLimits::sentence;
    const auto late = enter("Late", "10.0.0.1:4");
    EXPECT_EQ(wait(late), 0s);
    EXPECT_FALSE(is_silenced(late));
}

// Somebody else who leaves the same network does not make it forgotten.
TEST_F(SpeakingLimitsTest, keep_the_most_of_who_left) {
    const auto ann = enter("Ann", "10.0.0.1:1");
    const auto bob = enter("Bob", "10.0.0.1:2");
    say(ann, "a");
    say(ann, "b");
    say(bob, "c");
    leave(address("10.0.0.1:1"));
    leave(address("10.0.0.1:2"));
    EXPECT_EQ(wait(enter("Eve", "10.0.0.1:3")), 1s);
}

// A key is known again wherever it comes from.
TEST_F(SpeakingLimitsTest, stay_with_the_key) {
    const auto ann = enter_sealed(1, "Ann", 1, "8.0.0.1:1");
    limits.silence(now.steady, state, ann);
    leave(SessionIndex{1});
    EXPECT_TRUE(is_silenced(enter_sealed(2, "Other", 1, "9.0.0.1:1")));
    EXPECT_FALSE(is_silenced(enter_sealed(3, "Bob", 2, "9.0.0.1:1")));
}

// On this machine nobody answers for another; the same port, name or key is the same one.
TEST_F(SpeakingLimitsTest, tell_people_of_this_machine_apart) {
    limits.silence(now.steady, state, enter("Ann", "127.0.0.1:1"));
    leave(address("127.0.0.1:1"));
    EXPECT_FALSE(is_silenced(enter("Bob", "127.0.0.1:2")));
    EXPECT_TRUE(is_silenced(enter("Ann", "127.0.0.1:3")));
    EXPECT_TRUE(is_silenced(enter("Other", "127.0.0.1:1")));
    const auto zoe = enter_sealed(1, "Zoe", 1, "[::1]:1");
    limits.silence(now.steady, state, zoe);
    leave(SessionIndex{1});
    EXPECT_FALSE(is_silenced(enter_sealed(2, "Yan", 2, "[::1]:1")));
    EXPECT_TRUE(is_silenced(enter_sealed(3, "Zoe", 1, "[::1]:2")));
}

// When somebody spoke last is known again, as long as lines have to be apart.
TEST_F(SpeakingLimitsTest, remember_when_somebody_spoke) {
    decide({{}, request::Slow{10s}});
    const auto ann = enter("Ann", "10.0.0.1:1");
    say(ann, "a");
    const auto spoke_at = now.steady;
    now.steady += 9s;
    leave(address("10.0.0.1:1"));
    const auto bob = enter("Bob", "10.0.0.1:2");
    ASSERT_TRUE(limits.use_of(bob).spoke_at);
    EXPECT_EQ(*limits.use_of(bob).spoke_at, spoke_at);
    now.steady += 1s;
    EXPECT_FALSE(limits.use_of(enter("Eve", "10.0.0.1:3")).spoke_at);
}

// Whoever is exempt uses nothing, so it is like everybody else when it is not any more.
TEST_F(SpeakingLimitsTest, charge_nobody_who_is_exempt) {
    const auto ann = enter("Ann", "10.0.0.1:1");
    const auto zoe = enter_sealed(1, "Zoe", 1, "8.0.0.1:1");
    decide({{}, request::Exempt{.name = "Ann"}});
    decide({{}, request::Exempt{.name = "Zoe"}});
    for (int line = 0; line < 1000; ++line) {
        say(ann, "a");
        say(zoe, "z");
    }
    EXPECT_EQ(wait(ann), 0s);
    EXPECT_EQ(wait(zoe), 0s);
    const auto network = limits.use_of(Source::of_network(address("8.0.0.1:1")));
    EXPECT_EQ(limits.wait_of_network(network, now.steady, 1), 0s);
}

// The members of a network have an allowance together, those of this machine have none.
TEST_F(SpeakingLimitsTest, count_what_a_network_says) {
    const auto wait_of = [&](const char* from) {
        const auto use = limits.use_of(Source::of_network(address(from)));
        return limits.wait_of_network(use, now.steady, 1);
    };
    options.limits.classic_of_an_address = SpeakingLimits::members_of_a_network;
    for (unsigned number = 1; number <= SpeakingLimits::members_of_a_network; ++number) {
        const auto port = ":" + std::to_string(number);
        for (const auto* host : {"10.0.0.1", "127.0.0.1"}) {
            EXPECT_EQ(wait_of((host + port).c_str()), 0s);
            const auto member = enter("Ann" + std::to_string(number) + (host[1] == '0' ? "x" : "y"),
                                      (host + port).c_str());
            say(member, "a");
            say(member, "b");
        }
    }
    EXPECT_EQ(wait_of("10.0.0.1:9"), 50ms);
    EXPECT_EQ(wait_of("10.0.0.2:9"), 0s);
    EXPECT_EQ(wait_of("127.0.0.1:9"), 0s);
}

// So many refused lines are too many, and counting begins anew then.
TEST_F(SpeakingLimitsTest, count_refused_lines) {
    const auto ann = enter("Ann", "10.0.0.1:1");
    for (unsigned line = 0; line < SpeakingLimits::refused_lines.at_once; ++line) {
        EXPECT_FALSE(limits.note_refused(now.steady, state, ann));
    }
    EXPECT_TRUE(limits.note_refused(now.steady, state, ann));
    EXPECT_FALSE(limits.note_refused(now.steady, state, ann));
    EXPECT_FALSE(limits.note_refused(now.steady, state, {1000}));
}

// What is refused before the member has had time to hear of it does not count.
TEST_F(SpeakingLimitsTest, give_time_to_heed_a_sentence) {
    const auto ann = enter("Ann", "10.0.0.1:1");
    const auto refuse = [&](unsigned lines) {
        bool is_too_much = false;
        for (unsigned line = 0; line < lines; ++line) {
            is_too_much |= limits.note_refused(now.steady, state, ann);
        }
        return is_too_much;
    };
    EXPECT_TRUE(refuse(SpeakingLimits::refused_lines.at_once + 1));
    EXPECT_FALSE(refuse(10'000));
    now.steady += SpeakingLimits::heed_time - 1ms;
    limits.silence(now.steady, state, ann);
    now.steady += SpeakingLimits::heed_time - 1ms;
    EXPECT_FALSE(refuse(10'000));
    now.steady += 1ms;
    EXPECT_FALSE(refuse(SpeakingLimits::refused_lines.at_once));
    EXPECT_TRUE(refuse(1));
}

// A sentence is over by itself, or when it is pardoned, also for who leaves and comes back then.
TEST_F(SpeakingLimitsTest, silence_for_a_while) {
    const auto ann = enter("Ann", "10.0.0.1:1");
    limits.silence(now.steady, state, ann);
    EXPECT_EQ(limits.use_of(ann).silent_until, now.steady + SpeakingLimits::sentence);
    now.steady += SpeakingLimits::sentence;
    EXPECT_FALSE(is_silenced(ann));
    limits.silence(now.steady, state, ann);
    leave(address("10.0.0.1:1"));
    const auto again = enter("Ann", "10.0.0.1:1");
    EXPECT_TRUE(is_silenced(again));
    limits.pardon(again);
    EXPECT_FALSE(is_silenced(again));
    leave(address("10.0.0.1:1"));
    EXPECT_FALSE(is_silenced(enter("Ann", "10.0.0.1:1")));
}

// However many leave, so many are remembered: those whose sentence lasts longest.
TEST_F(SpeakingLimitsTest, remember_a_limited_number_of_who_left) {
    const auto leave_silenced = [&](std::size_t number) {
        const auto from =
            "10.1." + std::to_string(number / 250) + "." + std::to_string(number % 250 + 1) + ":1";
        limits.silence(now.steady, state, enter("Ann", from.c_str()));
        leave(address(from));
        now.steady += 1ms;
        return from;
    };
    const auto first = leave_silenced(0);
    std::string last;
    for (std::size_t number = 1; number <= SpeakingLimits::max_remembered; ++number) {
        last = leave_silenced(number);
    }
    EXPECT_FALSE(is_silenced(enter("Bob", first.c_str())));
    EXPECT_TRUE(is_silenced(enter("Eve", last.c_str())));
}

} // namespace
} // namespace chatroom
