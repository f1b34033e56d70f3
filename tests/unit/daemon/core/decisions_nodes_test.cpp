// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/daemon/core/decisions_fixture.hpp"

namespace chatroom {
namespace {

class DecisionsNodesTest : public DecisionsFixture {
protected:
    void SetUp() override { options.node = "a"; }

    static Request take_over(std::uint64_t heard) { return {{}, request::TakeOver{"b", heard}}; }

    const Request beat{{}, request::Beat{}};
    const Request line{{}, request::Announce{{"x"}}};

    Sequence promised_by(const std::string& node) const { return state.nodes().at(node).delivered; }
};

// Who enters is this node's.
TEST_F(DecisionsNodesTest, name_the_node) {
    decide(classic("Ann"));
    EXPECT_EQ(state.roster().find("Ann")->node, "a");
}

// Each beat has another number, and what the node's members have.
TEST_F(DecisionsNodesTest, beats) {
    decide(beat);
    decide(sealed(1, "Ann", 1, 1));
    cursors[state.roster().find("Ann")->entered] = {1};
    decide(beat);
    EXPECT_EQ(state.nodes().at("a"), (Node{.name = "a", .beat = 2, .delivered = {1}}));
}

// Nobody counts on more than who comes in has, also in the turn in which it does.
TEST_F(DecisionsNodesTest, never_say_too_much) {
    for (auto count = 0; count < 100; ++count) {
        decide(line);
    }
    decide(beat);
    EXPECT_EQ(promised_by("a"), Sequence{100});
    decide(sealed(1, "Ann", 1, 1)); // With the history of a newcomer.
    EXPECT_EQ(promised_by("a"), Sequence{50});
    cursors[state.roster().find("Ann")->entered] = {101};
    decide(beat);
    EXPECT_EQ(promised_by("a"), Sequence{101});
    decide(sealed(2, "Bob", 2, 1), beat);
    EXPECT_EQ(promised_by("a"), Sequence{51});
}

// What the dead node's members have is what is known of them.
TEST_F(DecisionsNodesTest, takes_over) {
    decide(beat);
    options.node = "b";
    decide(sealed(1, "Ann", 1, 1));
    decide(line, beat);
    options.node = "a";
    const auto before = promised_by("b");
    decide(line, beat);
    const auto answer = decide(take_over(1));
    EXPECT_EQ(std::get<answer::TakenOver>(answer).members, 1U);
    EXPECT_EQ(state.roster().find("Ann")->node, "a");
    EXPECT_FALSE(state.nodes().contains("b"));
    EXPECT_LE(promised_by("a"), before);
}

// A node that has spoken since keeps its members; and nobody takes over from itself.
TEST_F(DecisionsNodesTest, leave_the_living_alone) {
    options.node = "b";
    decide(classic("Ann"), beat, beat);
    EXPECT_FALSE(std::holds_alternative<answer::TakenOver>(decide(take_over(2))));
    options.node = "a";
    EXPECT_FALSE(std::holds_alternative<answer::TakenOver>(decide(take_over(1))));
    EXPECT_EQ(state.roster().find("Ann")->node, "b");
}

// A door that has given up somebody who is another node's by now changes nothing.
TEST_F(DecisionsNodesTest, retire_none_of_another_node) {
    decide(classic("Ann"));
    const auto ann = state.roster().find("Ann")->entered;
    options.node = "b";
    decide(Request{{}, request::Retire{ann, "test"}});
    decide(Request{{}, request::Move{ann, address("9.9.9.9:9")}});
    ASSERT_NE(state.roster().find("Ann"), nullptr);
    EXPECT_EQ(state.roster().find("Ann")->address, address("10.0.0.1:1"));
}

// The owner of a name goes on at another node as the member it was.
TEST_F(DecisionsNodesTest, let_a_member_go_on_elsewhere) {
    const auto entered = std::get<answer::Entered>(decide(sealed(1, "Ann", 1, 1))).member;
    options.node = "b";
    const auto again = std::get<answer::Entered>(decide(resume(2, "Ann", 1, 1, 1)));
    EXPECT_EQ(again.member, entered);
    EXPECT_FALSE(again.is_new);
    EXPECT_TRUE(again.is_resumed);
    EXPECT_EQ(state.roster().find("Ann")->node, "b");
}

// When another node has heard of somebody is not known here, so nothing is said of it.
TEST_F(DecisionsNodesTest, say_nothing_of_when_another_node_has_heard) {
    decide(sealed(1, "Ann", 1, 10));
    auto considerate = sealed(2, "Ann", 1, 11);
    std::get<request::Enter>(considerate.what).program->unless_here = sealed::Instance{};
    served.clear();
    const auto here = decide(considerate);
    EXPECT_TRUE(std::get<answer::Refused>(here).details.heard_ago);
    options.node = "b";
    const auto there = decide(considerate);
    EXPECT_THAT(refusal(there), testing::Optional(classic::Refusal::here_elsewhere));
    EXPECT_FALSE(std::get<answer::Refused>(there).details.heard_ago);
}

} // namespace
} // namespace chatroom
