// SPDX-License-Identifier: GPL-3.0-or-later
// What the administrator's rules mean at the sealed door.
#include "tests/unit/daemon/core/sealed/sealed_door_fixture.hpp"

namespace chatroom {
namespace {

using namespace std::chrono_literals;
using sealed::Closed;
using sealed::CloseReason;
using sealed::NotSaid;
using sealed::NotSaidReason;
using sealed::RefusalReason;
using sealed::Refused;
using sealed::Say;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::VariantWith;

class SealedDoorModerationTest : public SealedDoorTest {
protected:
    /// What the client is told of a greeting with its WELCOME; nothing if nothing is.
    std::optional<sealed::Greeting> greeting(const sealed::Enter& enter, SealedClient& client) {
        return told_with_welcome<sealed::Greeting>(enter, client);
    }

    template <typename Frame>
    std::optional<Frame> told_with_welcome(const sealed::Enter& enter, SealedClient& client) {
        connect(client);
        for (const auto& frame : exchange(client, {enter})) {
            if (const auto* found = std::get_if<Frame>(&frame)) {
                return *found;
            }
        }
        return std::nullopt;
    }
};

// Whoever is banned is told until when and why; of version 1 in the words of a reason that it has.
TEST_F(SealedDoorModerationTest, refuses_the_banned) {
    call(control::Ban{"10.0.0.1", "noise", 2h});
    const std::string words = "您被禁止进入聊天室，到 2026-11-23 14:00 UTC 为止： noise";
    connect(ann_client);
    EXPECT_THAT(exchange(ann_client, {ann_client.enter("Ann")}),
                ElementsAre(Refused{RefusalReason::banned, words}));
    ann_client.versions = {1, 1};
    connect(ann_client);
    EXPECT_THAT(exchange(ann_client, {ann_client.enter("Ann")}),
                ElementsAre(Refused{RefusalReason::name_not_allowed, words}));
}

// From an address that is banned nothing is said, also while it is not known yet that the member
// has gone there; once it is, the member is put out.
TEST_F(SealedDoorModerationTest, does_not_hear_from_where_nobody_may_be) {
    come_in(ann_client, "Ann");
    const auto old_address = ann_client.address;
    call(control::Ban{"10.0.0.77", "noise", {}});
    const auto token = question_at(ann_client, address("10.0.0.77:7"));
    exchange(ann_client, {Say{1, {"hello"}}});
    EXPECT_EQ(events().size(), 1U);
    hand(old_address, ann_client.seal({Say{1, {"hello"}}}));
    EXPECT_EQ(events().size(), 2U);
    exchange(ann_client, {sealed::Response{token}});
    EXPECT_EQ(events().back().kind, EventKind::kicked);
}

// A program whose owner is banned while it is inside is closed, and so is one that resumes.
TEST_F(SealedDoorModerationTest, closes_the_banned) {
    come_in(bob_client, "Bob");
    call(control::Ban{"Bob", "noise", {}});
    EXPECT_THAT(bob_client.frames(outputs), ElementsAre(Closed{CloseReason::kicked, "noise"}));
    connect(bob_client);
    EXPECT_THAT(exchange(bob_client, {resume(bob_client, "Bob", {1})}),
                ElementsAre(Closed{CloseReason::kicked, "noise"}));
}

// A locked room says so, in version 1, too.
TEST_F(SealedDoorModerationTest, refuses_newcomers_of_a_locked_room) {
    call(control::Lock{});
    const std::string words = "聊天室已锁定，新人不能进入";
    connect(bob_client);
    EXPECT_THAT(exchange(bob_client, {bob_client.enter("Bob")}),
                ElementsAre(Refused{RefusalReason::locked, words}));
    bob_client.versions = {1, 1};
    connect(bob_client);
    EXPECT_THAT(exchange(bob_client, {bob_client.enter("Bob")}),
                ElementsAre(Refused{RefusalReason::name_not_allowed, words}));
}

// What a muted member says is refused for good; what it had said has its receipt.
TEST_F(SealedDoorModerationTest, refuses_what_the_muted_say) {
    come_in(bob_client, "Bob");
    exchange(bob_client, {Say{1, {"a"}}});
    call(control::Mute{"Bob", false, {}});
    acknowledge(bob_client);
    EXPECT_THAT(exchange(bob_client, {Say{1, {"a", "b", "c"}}}),
                ElementsAre(NotSaid{2, 3, NotSaidReason::muted, 0, "您被禁言了，消息没有发出"}));
    EXPECT_THAT(exchange(bob_client, {Say{1, {"a"}}}), IsEmpty());
    call(control::Unmute{"Bob", false});
    acknowledge(bob_client);
    got = exchange(bob_client, {Say{2, {"d"}}});
    EXPECT_THAT(got, ElementsAre(latest(1)));
}

// A program of version 1 has no words for that: nothing is taken, and nothing told but that the
// room is there.
TEST_F(SealedDoorModerationTest, takes_nothing_of_a_muted_version_1) {
    bob_client.versions = {1, 1};
    come_in(bob_client, "Bob");
    call(control::Mute{"", true, {}});
    const auto head = journal.head();
    acknowledge(bob_client);
    EXPECT_THAT(exchange(bob_client, {Say{1, {"a"}}}), ElementsAre(sealed::Pong{}));
    EXPECT_EQ(journal.head(), head);
}

// In a slow room the first line is taken, and the others are worth trying again when it is time.
TEST_F(SealedDoorModerationTest, asks_for_patience_in_a_slow_room) {
    come_in(bob_client, "Bob");
    call(control::Slow{10s});
    acknowledge(bob_client);
    const auto too_fast = [](std::uint32_t from, std::uint32_t to, std::uint16_t wait_seconds) {
        return NotSaid{from, to, NotSaidReason::too_fast, wait_seconds,
                       "您说得太快了，消息没有发出，请 " + std::to_string(wait_seconds) +
                           " 秒后再试"};
    };
    got = exchange(bob_client, {Say{1, {"a", "b", "c"}}});
    EXPECT_THAT(got, ElementsAre(too_fast(2, 3, 10), latest(1)));
    acknowledge(bob_client);
    elapsed += 9s;
    got = exchange(bob_client, {Say{2, {"b", "c"}}});
    EXPECT_THAT(got, Contains(sealed::ServerFrame(too_fast(2, 3, 1))));
    elapsed += 1s;
    got = exchange(bob_client, {Say{2, {"b"}}});
    EXPECT_THAT(got, Contains(latest(1)));
}

// Whoever comes in is greeted with the WELCOME, and again if that has to come again; not who comes
// back, nor of version 1, which has no such frame.
TEST_F(SealedDoorModerationTest, greets_newcomers) {
    EXPECT_EQ(greeting(eve_client.enter("Eve"), eve_client), std::nullopt);
    call(control::Topic{"考试", false});
    call(control::Announce{"八点", true});
    call(control::Slow{10s});
    const sealed::Greeting expected{"考试", "八点", 10s};
    EXPECT_EQ(greeting(bob_client.enter("Bob"), bob_client), expected);
    EXPECT_THAT(exchange(bob_client, {bob_client.enter("Bob")}),
                Contains(VariantWith<sealed::Greeting>(expected)));
    acknowledge(bob_client);
    EXPECT_THAT(exchange(bob_client, {bob_client.enter("Bob")}), IsEmpty());
    EXPECT_EQ(greeting(resume(bob_client, "Bob", journal.head()), bob_client), std::nullopt);
    ann_client.versions = {1, 1};
    EXPECT_EQ(greeting(ann_client.enter("Ann"), ann_client), std::nullopt);
}

// Who comes in while everybody is muted hears of it, and as long as that holds.
TEST_F(SealedDoorModerationTest, greets_with_the_silence) {
    call(control::Mute{"", true, 60s});
    EXPECT_EQ(greeting(eve_client.enter("Eve"), eve_client), (sealed::Greeting{.is_silent = true}));
    elapsed += 60s;
    EXPECT_EQ(greeting(bob_client.enter("Bob"), bob_client), std::nullopt);
}

// Whoever comes in or back is told how much may be said; not who is exempt, nor of version 1.
TEST_F(SealedDoorModerationTest, tells_the_limits) {
    auto options = default_options();
    options.limits = {};
    open(options);
    const sealed::Limits expected{5, 50, 4096, 32768};
    EXPECT_EQ(told_with_welcome<sealed::Limits>(bob_client.enter("Bob"), bob_client), expected);
    EXPECT_EQ(
        told_with_welcome<sealed::Limits>(resume(bob_client, "Bob", journal.head()), bob_client),
        expected);
    call(control::Exempt{"Bob"});
    EXPECT_EQ(
        told_with_welcome<sealed::Limits>(resume(bob_client, "Bob", journal.head()), bob_client),
        std::nullopt);
    ann_client.versions = {1, 1};
    EXPECT_EQ(told_with_welcome<sealed::Limits>(ann_client.enter("Ann"), ann_client), std::nullopt);
}

} // namespace
} // namespace chatroom
