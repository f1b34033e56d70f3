// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/core/facts.hpp"
#include "tests/unit/daemon/core/decisions_fixture.hpp"

namespace chatroom {
namespace {

using namespace std::chrono_literals;
using classic::Refusal;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Optional;

/// What the administrator lays down, and who may do what then.
class ModerationTest : public DecisionsFixture {
protected:
    static Request say(Requester who, std::uint32_t first, std::vector<std::string> texts) {
        return {who, request::Say{.texts = std::move(texts), .first = first}};
    }
    static Request ban(std::string target, request::Length length = {}) {
        return {{},
                request::Ban{
                    .target = std::move(target), .name = {}, .reason = "spam", .length = length}};
    }
    static Request ban_name(std::string name) {
        return {{}, request::Ban{.target = {}, .name = std::move(name), .reason = "spam"}};
    }
    static Request mute(std::optional<std::string> name, request::Length length = {}) {
        return {{}, request::Mute{std::move(name), length}};
    }
    static Request unmute(std::optional<std::string> name) {
        return {{}, request::Unmute{std::move(name)}};
    }
    static Request lock(bool is_locked) { return {{}, request::Lock{is_locked}}; }

    /// Why the last line was not said.
    static std::optional<Refusal> rest(const Answer& answer) {
        const auto& said = std::get<answer::Said>(answer);
        return said.rest ? std::optional(said.rest->refusal) : std::nullopt;
    }

    /// Decides and lets it happen, as the room does: those who speak are remembered.
    Answer happen(const Request& request) {
        auto answer = decide(request);
        for (const auto& record : batch.records) {
            admission.happened(now, state, record);
        }
        return answer;
    }

    std::vector<std::string> said() const {
        std::vector<std::string> result;
        for (const auto& record : batch.records) {
            if (record.event && record.event->kind == EventKind::said) {
                result.push_back(record.event->text);
            }
        }
        return result;
    }

    const Event& last_event() const { return *batch.records.back().event; }

    const Requester ann = address("10.0.0.1:1");
    const Requester bob = address("10.0.0.2:1");
    const Requester zoe = SessionIndex{1};
    const std::string key_of_zoe = sealed::fingerprint(key(1));
};

// Whoever comes from a banned network stays outside, by whichever door, with the reason and the
// end; outside of it nobody is concerned.
TEST_F(ModerationTest, keep_a_network_outside) {
    const auto banned = std::get<answer::Banned>(decide(ban("10.0.0.0/8", 2h)));
    EXPECT_EQ(banned.target, "10.0.0.0/8");
    EXPECT_EQ(banned.until, now.wall + 2h);
    EXPECT_THAT(banned.kicked, IsEmpty());
    const auto answer = decide(classic("Ann"));
    EXPECT_THAT(refusal(answer), Optional(Refusal::banned));
    const auto& details = std::get<answer::Refused>(answer).details;
    EXPECT_EQ(details.until, now.wall + 2h);
    EXPECT_EQ(details.reason, "spam");
    auto from_there = sealed(1, "Zoe", 1, 1);
    std::get<request::Enter>(from_there.what).address = address("10.9.9.9:1");
    EXPECT_THAT(refusal(decide(from_there)), Optional(Refusal::banned));
    EXPECT_EQ(refusal(decide(sealed(1, "Zoe", 1, 1))), std::nullopt);
    EXPECT_EQ(refusal(decide(classic("Bob", "11.0.0.0:1"))), std::nullopt);
}

// A ban by name is against the key of the owner, inside or away, and against the host of a classic
// member, whatever its port; those inside whom it hits are kicked in the same turn.
TEST_F(ModerationTest, ban_by_name) {
    decide(classic("Ann", "10.0.0.1:1"));
    decide(classic("Al", "10.0.0.1:2"));
    decide(classic("Bob", "10.0.0.2:1"));
    decide(sealed(1, "Zoe", 1, 1));
    const auto banned = std::get<answer::Banned>(decide(ban_name("ann")));
    EXPECT_EQ(banned.target, "10.0.0.1");
    EXPECT_EQ(banned.whom, "Ann");
    EXPECT_THAT(banned.kicked, ElementsAre("Ann", "Al"));
    EXPECT_EQ(last_event().kind, EventKind::kicked);
    EXPECT_EQ(last_event().text, "spam");
    const auto owner = std::get<answer::Banned>(decide(ban_name("zoe")));
    EXPECT_EQ(owner.target, key_of_zoe);
    EXPECT_THAT(owner.kicked, ElementsAre("Zoe"));
    EXPECT_EQ(state.roster().size(), 1U);
    EXPECT_EQ(std::get<answer::Banned>(decide(ban_name("zoe"))).target, key_of_zoe);
    EXPECT_TRUE(std::holds_alternative<answer::NotFound>(decide(ban_name("Nobody"))));
    EXPECT_THAT(refusal(decide(sealed(2, "Another", 1, 2))), Optional(Refusal::banned));
    EXPECT_EQ(refusal(decide(sealed(3, "Eve", 3, 3))), std::nullopt);
}

// Who entered in the turn of the ban is hit, and who enters behind it in that turn does not get in.
TEST_F(ModerationTest, ban_within_a_turn) {
    const auto answer = decide(classic("Ann"), ban("10.0.0.1"), classic("Al", "10.0.0.1:2"));
    EXPECT_THAT(refusal(answer), Optional(Refusal::banned));
    EXPECT_EQ(state.roster().size(), 0U);
}

// A program that comes back by itself is told that it was sent away, and no more.
TEST_F(ModerationTest, expel_who_resumes) {
    decide(sealed(1, "Zoe", 1, 1));
    decide({zoe, request::Leave{}});
    decide(ban(key_of_zoe));
    EXPECT_EQ(std::get<answer::Expelled>(decide(resume(2, "Zoe", 1, 1, 1))).reason, "spam");
    EXPECT_THAT(refusal(decide(sealed(3, "Zoe", 1, 3))), Optional(Refusal::banned));
}

// A member that moves into a banned network is not inside any more.
TEST_F(ModerationTest, kick_who_moves_there) {
    decide(sealed(1, "Zoe", 1, 1));
    decide(ban("10.0.0.0/8"));
    EXPECT_EQ(state.roster().size(), 1U);
    decide({{}, request::Move{{1}, address("10.0.0.5:1")}});
    EXPECT_EQ(last_event().kind, EventKind::kicked);
    EXPECT_EQ(state.roster().size(), 0U);
}

// A ban ends at its time, also when the clock has jumped there, or by the administrator's word.
TEST_F(ModerationTest, end_bans) {
    decide(ban("10.0.0.1", 1s));
    now.wall += 999ms;
    EXPECT_THAT(refusal(decide(classic("Ann"))), Optional(Refusal::banned));
    now.wall -= 24h * 365;
    EXPECT_THAT(refusal(decide(classic("Ann"))), Optional(Refusal::banned));
    now.wall += 24h * 365 + 1ms;
    EXPECT_EQ(refusal(decide(classic("Ann"))), std::nullopt);
    EXPECT_TRUE(std::holds_alternative<answer::NotFound>(decide({{}, request::Unban{"10.0.0.1"}})));
    decide(ban("10.0.0.2"));
    EXPECT_EQ(std::get<answer::Unbanned>(decide({{}, request::Unban{"10.0.0.2"}})).target,
              "10.0.0.2");
    EXPECT_EQ(refusal(decide(classic("Bob", "10.0.0.2:1"))), std::nullopt);
}

// What is over goes at last, and only that; what holds for ever stays.
TEST_F(ModerationTest, lift_what_is_over) {
    decide(classic("Ann"));
    decide(ban("11.0.0.1", 1s), ban("11.0.0.2", 2s), ban("11.0.0.3"), mute("Ann", 1s),
           mute(std::nullopt, 1s));
    now.wall += 1s;
    decide({{}, request::LiftOver{now.wall}});
    EXPECT_EQ(state.rules().of(Measure::ban).size(), 2U);
    EXPECT_TRUE(state.rules().of(Measure::mute).empty());
    EXPECT_FALSE(state.rules().settings().silence);
    now.wall -= 24h; // Nothing is lifted that a clock which was wrong has called over.
    decide({{}, request::LiftOver{now.wall + 48h}});
    EXPECT_EQ(state.rules().of(Measure::ban).size(), 2U);
}

// There are so many bans and no more; one that is there may be put anew.
TEST_F(ModerationTest, limit_bans) {
    Batch many;
    many.records.emplace_back();
    for (std::size_t number = 0; number < Rules::max_sanctions; ++number) {
        const auto text = "11." + std::to_string(number / 65536) + "." +
                          std::to_string(number / 256 % 256) + "." + std::to_string(number % 256);
        many.records.back().facts.push_back(
            facts::put(Measure::ban, {.target = text, .since = now.wall}));
    }
    state.apply(many.records.back());
    EXPECT_TRUE(std::holds_alternative<answer::TooManySanctions>(decide(ban("12.0.0.1"))));
    EXPECT_TRUE(std::holds_alternative<answer::Banned>(decide(ban("11.0.0.9"))));
    decide({{}, request::Unban{"11.0.0.8"}});
    EXPECT_TRUE(std::holds_alternative<answer::Banned>(decide(ban("12.0.0.1"))));
    EXPECT_TRUE(std::holds_alternative<answer::TooManySanctions>(decide(ban("12.0.0.2"))));
}

// A kick may be a ban for a time; then the others whom that hits go, too, and are named.
TEST_F(ModerationTest, kick_with_a_ban) {
    decide(classic("Ann", "10.0.0.1:1"));
    decide(classic("Al", "10.0.0.1:2"));
    const auto kicked = std::get<answer::Kicked>(decide({{}, request::Kick{"Al", "loud", 10min}}));
    EXPECT_EQ(kicked.name, "Al");
    EXPECT_EQ(kicked.sequence, Sequence{4});
    EXPECT_EQ(kicked.target, "10.0.0.1");
    EXPECT_THAT(kicked.also, ElementsAre("Ann"));
    EXPECT_THAT(refusal(decide(classic("Ann"))), Optional(Refusal::banned));
    now.wall += 10min;
    EXPECT_EQ(refusal(decide(classic("Ann"))), std::nullopt);
    EXPECT_THAT(std::get<answer::Kicked>(decide({{}, request::Kick{"Ann", ""}})).target, IsEmpty());
}

// Into a locked room nobody new comes, its owners included; who is inside stays, also another
// program of the same owner.
TEST_F(ModerationTest, lock_the_room) {
    decide(sealed(1, "Zoe", 1, 1));
    decide(sealed(2, "Eve", 2, 2));
    decide({SessionIndex{2}, request::Leave{}});
    EXPECT_EQ(std::get<answer::Done>(decide(lock(true))).sequence, Sequence{4});
    EXPECT_EQ(last_event().kind, EventKind::locked);
    EXPECT_EQ(std::get<answer::Done>(decide(lock(true))).sequence, Sequence{});
    EXPECT_THAT(refusal(decide(classic("Ann"))), Optional(Refusal::locked));
    EXPECT_THAT(refusal(decide(sealed(3, "Eve", 2, 3))), Optional(Refusal::locked));
    EXPECT_THAT(refusal(decide(resume(3, "Eve", 2, 2, 1))), Optional(Refusal::locked));
    EXPECT_TRUE(std::holds_alternative<answer::Entered>(decide(resume(4, "Zoe", 1, 1, 1))));
    EXPECT_TRUE(std::holds_alternative<answer::Entered>(decide(sealed(5, "Zoe", 1, 5))));
    decide(lock(false));
    EXPECT_EQ(refusal(decide(classic("Ann"))), std::nullopt);
}

// The muted are not heard: classic members by their host, owners of keys by those, whatever name
// they use; everybody else is, and so are they when it is over.
TEST_F(ModerationTest, mute_somebody) {
    decide(classic("Ann", "10.0.0.1:1"));
    decide(classic("Al", "10.0.0.1:2"));
    decide(classic("Bob", "10.0.0.2:1"));
    decide(sealed(1, "Zoe", 1, 1));
    const auto muted = std::get<answer::Muted>(decide(mute("ann", 1min)));
    EXPECT_EQ(muted.name, "Ann");
    EXPECT_EQ(muted.until, now.wall + 1min);
    EXPECT_THAT(muted.also, ElementsAre("Al"));
    EXPECT_EQ(last_event().kind, EventKind::muted);
    EXPECT_EQ(last_event().text, "60");
    decide(mute("Zoe"));
    EXPECT_THAT(rest(decide(say(ann, 0, {"a"}))), Optional(Refusal::muted));
    EXPECT_THAT(batch.records, IsEmpty());
    EXPECT_EQ(rest(decide(say(bob, 0, {"b"}))), std::nullopt);
    EXPECT_THAT(rest(decide(say(zoe, 1, {"c"}))), Optional(Refusal::muted));
    decide(sealed(2, "Second", 1, 2));
    EXPECT_THAT(rest(decide(say(SessionIndex{2}, 1, {"d"}))), Optional(Refusal::muted));
    now.wall += 1min;
    EXPECT_EQ(rest(decide(say(ann, 0, {"e"}))), std::nullopt);
    EXPECT_EQ(std::get<answer::Done>(decide(unmute("ZOE"))).name, "Zoe");
    EXPECT_EQ(rest(decide(say(zoe, 1, {"f"}))), std::nullopt);
    EXPECT_TRUE(std::holds_alternative<answer::NotFound>(decide(unmute("Zoe"))));
    EXPECT_TRUE(std::holds_alternative<answer::NotFound>(decide(unmute("Ann"))));
    EXPECT_TRUE(std::holds_alternative<answer::NotFound>(decide(mute("Nobody"))));
}

// When everybody is muted only the administrator is heard; what could be said by nobody anyway is
// refused for the mute, too.
TEST_F(ModerationTest, mute_everybody) {
    decide(classic("Ann"));
    decide(mute(std::nullopt, 1min));
    EXPECT_EQ(last_event().name, "");
    EXPECT_THAT(rest(decide(say(ann, 0, {"a"}))), Optional(Refusal::muted));
    EXPECT_THAT(
        refusal(decide({ann, request::Say{.texts = {}, .otherwise = Refusal::text_too_long}})),
        Optional(Refusal::muted));
    decide({{}, request::Announce{{"silence"}}});
    EXPECT_EQ(last_event().text, "silence");
    decide(unmute(std::nullopt));
    EXPECT_EQ(rest(decide(say(ann, 0, {"a"}))), std::nullopt);
    EXPECT_TRUE(std::holds_alternative<answer::NotFound>(decide(unmute(std::nullopt))));
    decide(mute(std::nullopt, 1min));
    now.wall += 1min;
    EXPECT_EQ(rest(decide(say(ann, 0, {"a"}))), std::nullopt);
    EXPECT_TRUE(std::holds_alternative<answer::NotFound>(decide(unmute(std::nullopt))));
}

// What is in the journal stays said: who is muted afterwards gets the receipt for it, and the
// refusal for what follows.
TEST_F(ModerationTest, refuse_only_what_was_not_said) {
    decide(sealed(1, "Zoe", 1, 1));
    decide(say(zoe, 1, {"a"}));
    decide(mute("Zoe"));
    EXPECT_EQ(rest(decide(say(zoe, 1, {"a"}))), std::nullopt);
    const auto both = std::get<answer::Said>(decide(say(zoe, 1, {"a", "b"})));
    EXPECT_EQ(both.last_client_sequence, 1U);
    ASSERT_TRUE(both.rest);
    EXPECT_TRUE(std::holds_alternative<answer::OutOfOrder>(decide(say(zoe, 3, {"c"}))));
}

// In a slow room a member says one line in so many seconds, in one turn as in several; the parts of
// a line are one. Others do not wait for it.
TEST_F(ModerationTest, slow_the_room) {
    happen(classic("Ann"));
    happen(classic("Bob", "10.0.0.2:1"));
    happen(sealed(1, "Zoe", 1, 1));
    EXPECT_EQ(std::get<answer::Done>(happen({{}, request::Slow{10s}})).sequence, Sequence{4});
    EXPECT_EQ(last_event().text, "10");
    EXPECT_EQ(rest(happen(say(ann, 0, {"long", "line"}))), std::nullopt);
    EXPECT_THAT(said(), ElementsAre("long", "line"));
    now.steady += 9'999ms;
    const auto early = happen(say(ann, 0, {"early"}));
    EXPECT_THAT(rest(early), Optional(Refusal::too_fast));
    EXPECT_EQ(std::get<answer::Said>(early).rest->details.retry_after, 1s);
    EXPECT_EQ(rest(happen(say(bob, 0, {"b"}))), std::nullopt);
    now.steady += 1ms;
    EXPECT_EQ(rest(happen(say(ann, 0, {"in time"}))), std::nullopt);
    const auto two = std::get<answer::Said>(happen(say(zoe, 1, {"c", "d"})));
    EXPECT_EQ(two.last_client_sequence, 1U);
    EXPECT_EQ(two.rest->details.retry_after, 10s);
    EXPECT_THAT(said(), ElementsAre("c"));
    happen({{}, request::Slow{0s}});
    EXPECT_EQ(last_event().text, "");
    EXPECT_EQ(rest(happen(say(zoe, 2, {"d", "e"}))), std::nullopt);
    EXPECT_EQ(std::get<answer::Done>(happen({{}, request::Slow{0s}})).sequence, Sequence{});
}

// A topic and a pinned announcement stay until others take their places or they are taken down.
TEST_F(ModerationTest, keep_a_topic_and_an_announcement) {
    const auto topic = [&] { return state.rules().settings().topic; };
    decide({{}, request::SetTopic{"exam"}});
    EXPECT_EQ(topic(), "exam");
    EXPECT_EQ(last_event().kind, EventKind::topic);
    EXPECT_EQ(std::get<answer::Done>(decide({{}, request::SetTopic{"exam"}})).sequence, Sequence{});
    decide({{}, request::SetTopic{""}});
    EXPECT_EQ(topic(), "");
    const auto pinned =
        std::get<answer::Announced>(decide({{}, request::Announce{{"at eight"}, true}}));
    EXPECT_EQ(pinned.sequence, Sequence{3});
    EXPECT_EQ(last_event().kind, EventKind::pinned);
    EXPECT_EQ(last_event().about, Sequence{3});
    EXPECT_EQ(state.rules().settings().pinned, "at eight");
    EXPECT_EQ(std::get<answer::Done>(decide({{}, request::Unpin{}})).sequence, Sequence{5});
    EXPECT_EQ(last_event().about, Sequence{3});
    EXPECT_EQ(state.rules().settings(), Settings{});
    EXPECT_TRUE(std::holds_alternative<answer::NotFound>(decide({{}, request::Unpin{}})));
}

} // namespace
} // namespace chatroom
