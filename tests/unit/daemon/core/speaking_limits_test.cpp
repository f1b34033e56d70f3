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
    SpeakingLimits::Speaker enter(const std::string& name, const char* from) {
        decide(classic(name, from));
        happen();
        return {state.head(), Source::of_network(address(from))};
    }

    void say(const SpeakingLimits::Speaker& speaker, const std::string& text) {
        Record record{.event = Event{.sequence = state.head().next(),
                                     .time = {},
                                     .kind = EventKind::said,
                                     .name = {},
                                     .text = text},
                      .member = speaker.member,
                      .facts = {}};
        limits.happened(now.steady, state, record);
    }

    void happen() {
        for (const auto& record : batch.records) {
            limits.happened(now.steady, state, record);
        }
    }

    SteadyTime::duration wait(const SpeakingLimits::Speaker& speaker,
                              const SpeakingLimits::Amount& said = {},
                              std::size_t bytes = 1) const {
        return limits.wait_for(now.steady, speaker, said, bytes);
    }

    SpeakingLimits limits{options};
};

// What is said in a draft counts before it has happened, and what has happened does.
TEST_F(SpeakingLimitsTest, count_lines_and_bytes) {
    const auto ann = enter("Ann", "10.0.0.1:1");
    EXPECT_EQ(wait(ann), 0s);
    EXPECT_EQ(wait(ann, {.lines = 2, .bytes = 2}), 1s);
    EXPECT_EQ(wait(ann, {.lines = 1, .bytes = 60}, 60), 2s);
    say(ann, "a");
    say(ann, "b");
    EXPECT_EQ(wait(ann), 1s);
    now.steady += 1s;
    EXPECT_EQ(wait(ann), 0s);
}

// Of whoever is not in the state yet it is what has left its network that counts.
TEST_F(SpeakingLimitsTest, stay_with_the_network) {
    const auto ann = enter("Ann", "10.0.0.1:1");
    say(ann, "a");
    say(ann, "b");
    decide({address("10.0.0.1:1"), request::Leave{}});
    happen();
    const SpeakingLimits::Speaker next{{1000}, ann.network};
    EXPECT_EQ(wait(next), 1s);
    EXPECT_EQ(wait({{1000}, Source::of_network(address("10.0.0.2:1"))}), 0s);
    const auto bob = enter("Bob", "10.0.0.1:2");
    EXPECT_EQ(wait(bob), 1s);
    EXPECT_EQ(wait(enter("Eve", "10.0.0.1:3")), 0s);
}

// So many refused lines are too many, and counting begins anew then.
TEST_F(SpeakingLimitsTest, count_refused_lines) {
    const auto ann = enter("Ann", "10.0.0.1:1");
    for (unsigned line = 0; line < SpeakingLimits::refused_lines.at_once; ++line) {
        EXPECT_FALSE(limits.note_refused(now.steady, state, ann.member));
    }
    EXPECT_TRUE(limits.note_refused(now.steady, state, ann.member));
    EXPECT_FALSE(limits.note_refused(now.steady, state, ann.member));
    EXPECT_FALSE(limits.note_refused(now.steady, state, {1000}));
}

// What is refused before the member has had time to hear of it does not count.
TEST_F(SpeakingLimitsTest, give_time_to_heed_a_sentence) {
    const auto ann = enter("Ann", "10.0.0.1:1");
    const auto refuse = [&](unsigned lines) {
        bool is_too_much = false;
        for (unsigned line = 0; line < lines; ++line) {
            is_too_much |= limits.note_refused(now.steady, state, ann.member);
        }
        return is_too_much;
    };
    EXPECT_TRUE(refuse(SpeakingLimits::refused_lines.at_once + 1));
    EXPECT_FALSE(refuse(10'000));
    now.steady += SpeakingLimits::heed_time - 1ms;
    limits.silence(now.steady, state, ann.member);
    now.steady += SpeakingLimits::heed_time - 1ms;
    EXPECT_FALSE(refuse(10'000));
    now.steady += 1ms;
    EXPECT_FALSE(refuse(SpeakingLimits::refused_lines.at_once));
    EXPECT_TRUE(refuse(1));
}

// A sentence is over by itself, or when it is pardoned.
TEST_F(SpeakingLimitsTest, silence_for_a_while) {
    const auto ann = enter("Ann", "10.0.0.1:1");
    limits.silence(now.steady, state, ann.member);
    EXPECT_EQ(limits.silenced_for(now.steady, ann), SpeakingLimits::sentence);
    now.steady += SpeakingLimits::sentence;
    EXPECT_EQ(limits.silenced_for(now.steady, ann), 0s);
    limits.silence(now.steady, state, ann.member);
    limits.pardon(ann.member);
    EXPECT_EQ(limits.silenced_for(now.steady, ann), 0s);
}

} // namespace
} // namespace chatroom
