// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/daemon/core/decisions_fixture.hpp"

namespace chatroom {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using Why = answer::NotRecalled::Why;

/// What the administrator takes back.
class RecallTest : public DecisionsFixture {
protected:
    void SetUp() override {
        decide(classic("Ann", "10.0.0.1:1")); // Event 1.
        decide(classic("Bob", "10.0.0.2:1")); // 2
    }

    static Request say(const char* from, std::vector<std::string> texts) {
        return {address(from), request::Say{.texts = std::move(texts)}};
    }
    static Request announce(std::string text, bool is_pinned = false) {
        return {{}, request::Announce{{std::move(text)}, is_pinned}};
    }
    static Request recall(std::uint64_t number) {
        return {{}, request::Recall{.number = {number}}};
    }
    static Request recall_all(std::string name, std::chrono::seconds since,
                              std::uint64_t before = 0) {
        return {{}, request::Recall{.name = std::move(name), .since = since, .before = {before}}};
    }

    std::optional<Why> why_not(const Request& request) {
        const auto answer = decide(request);
        const auto* none = std::get_if<answer::NotRecalled>(&answer);
        return none != nullptr ? std::optional(none->why) : std::nullopt;
    }

    std::vector<std::string> texts() const {
        std::vector<std::string> result;
        const auto latest = journal.latest(100).value();
        for (const auto& event : latest) {
            if (event.kind == EventKind::said || event.kind == EventKind::announced) {
                result.push_back(event.text);
            }
        }
        return result;
    }

    const Event& last_event() const { return *batch.records.back().event; }

    static constexpr const char* ann = "10.0.0.1:1";
    static constexpr const char* bob = "10.0.0.2:1";
};

// A message is recalled by its number: what everybody is told is about it and names its author.
TEST_F(RecallTest, take_back_one_message) {
    decide(say(ann, {"a", "b"}));
    const auto recalled = std::get<answer::Recalled>(decide(recall(3)));
    EXPECT_EQ(recalled.sequence, Sequence{5});
    EXPECT_EQ(recalled.name, "Ann");
    EXPECT_EQ(recalled.first, Sequence{3});
    EXPECT_EQ(recalled.last, Sequence{3});
    EXPECT_EQ(recalled.count, 1U);
    EXPECT_EQ(last_event().kind, EventKind::recalled);
    EXPECT_EQ(last_event().name, "Ann");
    EXPECT_EQ(last_event().text, "");
    EXPECT_EQ(last_event().about, Sequence{3});
    EXPECT_THAT(texts(), ElementsAre("", "b"));
}

// What was recalled before, in the same turn too, is no message, is not there yet, was never there
// or cannot be read is not recalled; each is known as what it is.
TEST_F(RecallTest, refuse_what_cannot_be_recalled) {
    decide(say(ann, {"a"}));
    EXPECT_EQ(std::get<answer::NotRecalled>(decide(recall(1))).kind, EventKind::entered);
    EXPECT_EQ(why_not(recall(1)), Why::no_message);
    EXPECT_EQ(why_not(recall(4)), Why::missing);
    const auto twice = decide(recall(3), recall(3));
    EXPECT_EQ(std::get<answer::NotRecalled>(twice).why, Why::recalled);
    EXPECT_EQ(batch.records.size(), 1U);
    EXPECT_EQ(why_not(recall(3)), Why::recalled);
    EXPECT_EQ(why_not(recall(4)), Why::no_message); // The tombstone.
    is_readable = false;
    const auto answer = decide(recall(3));
    EXPECT_EQ(std::get<answer::NotRecalled>(answer).why, Why::unreadable);
    EXPECT_EQ(std::get<answer::NotRecalled>(answer).fault, "disk broken");
    EXPECT_EQ(why_not(recall_all("Ann", 1h)), Why::unreadable);
}

// All that somebody has said since then is recalled at once, and told by one event; what others
// said, what is older, and what is recalled already stays as it is.
TEST_F(RecallTest, take_back_what_somebody_has_said) {
    decide(say(ann, {"old"})); // 3
    now.wall += 10min;
    decide(say(ann, {"a", "b"})); // 4, 5
    decide(say(bob, {"c"}));      // 6
    decide(say(ann, {"d"}));      // 7
    decide(recall(7));
    now.wall += 9min;
    const auto recalled = std::get<answer::Recalled>(decide(recall_all("ann", 10min)));
    EXPECT_EQ(recalled.sequence, Sequence{9});
    EXPECT_EQ(recalled.name, "Ann");
    EXPECT_EQ(recalled.first, Sequence{4});
    EXPECT_EQ(recalled.last, Sequence{5});
    EXPECT_EQ(recalled.count, 2U);
    EXPECT_EQ(recalled.before, Sequence{});
    EXPECT_EQ(batch.records.size(), 1U);
    EXPECT_EQ(last_event().about, Sequence{4});
    EXPECT_EQ(last_event().text, "5");
    EXPECT_THAT(texts(), ElementsAre("old", "", "", "c", ""));
    EXPECT_EQ(why_not(recall_all("Ann", 10min)), Why::nothing);
    EXPECT_EQ(why_not(recall_all("Nobody", 10min)), Why::nothing);
    EXPECT_EQ(std::get<answer::Recalled>(decide(recall_all("Ann", 1h, 4))).first, Sequence{3});
}

// One recall takes back so many, the latest first, and says where the next one goes on.
TEST_F(RecallTest, take_back_no_more_than_a_limit) {
    decide(say(ann, std::vector<std::string>(Decisions::most_recalled + 1, "spam")));
    auto recalled = std::get<answer::Recalled>(decide(recall_all("Ann", 1h)));
    EXPECT_EQ(recalled.count, Decisions::most_recalled);
    EXPECT_EQ(recalled.first, Sequence{4});
    EXPECT_EQ(recalled.before, Sequence{4});
    recalled = std::get<answer::Recalled>(decide(recall_all("Ann", 1h, 4)));
    EXPECT_EQ(recalled.count, 1U);
    EXPECT_EQ(recalled.before, Sequence{});
}

// It looks through so many events at most; of what is in front of them it says so.
TEST_F(RecallTest, look_through_no_more_than_a_limit) {
    decide(say(ann, {"old"}));
    decide(say(bob, std::vector<std::string>(Decisions::most_looked_through, "x")));
    const auto answer = decide(recall_all("Ann", 1h));
    const auto& none = std::get<answer::NotRecalled>(answer);
    EXPECT_EQ(none.why, Why::nothing);
    EXPECT_EQ(none.before, Sequence{4});
    const auto recalled = std::get<answer::Recalled>(decide(recall_all("Ann", 1h, 4)));
    EXPECT_EQ(recalled.first, Sequence{3});
    EXPECT_EQ(recalled.before, Sequence{});
}

// An announcement is recalled like a message; one that is pinned is taken down with it.
TEST_F(RecallTest, take_down_an_announcement) {
    decide(announce("first"));        // 3
    decide(announce("second", true)); // 4, pinned by 5
    decide(recall(3));
    EXPECT_EQ(batch.records.size(), 1U);
    EXPECT_EQ(state.rules().settings().pinned, "second");
    EXPECT_EQ(std::get<answer::Recalled>(decide(recall(4))).name, "");
    ASSERT_EQ(batch.records.size(), 2U);
    EXPECT_EQ(last_event().kind, EventKind::unpinned);
    EXPECT_EQ(last_event().about, Sequence{4});
    EXPECT_EQ(state.rules().settings().pinned, "");
    EXPECT_THAT(texts(), ElementsAre("", ""));
}

} // namespace
} // namespace chatroom
