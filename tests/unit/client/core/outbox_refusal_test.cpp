// SPDX-License-Identifier: GPL-3.0-or-later
// What becomes of our own messages when the room does not take them (PROTOCOL.md, Saying).
#include "protocol/sealed/transport.hpp"
#include "tests/unit/client/core/outbox_values.hpp"
#include "tests/unit/client/core/sealed_server.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace chatroom {

namespace {

using sealed::GivenUp;
using sealed::NotSaidReason;
using testing::ElementsAre;
using testing::IsEmpty;

sealed::NotSaid not_said(std::uint32_t first, std::uint32_t last, NotSaidReason reason,
                         std::uint16_t retry_after_seconds = 0) {
    return {first, last, reason, retry_after_seconds, "why"};
}

NotTaken told(NotSaidReason reason, int seconds, bool is_final) {
    return {reason, "why", std::chrono::seconds(seconds), is_final};
}

/// What is sent, in words: "2-4", "given up 3, 4-5".
std::string describe(const std::optional<GivenUp>& given_up, const sealed::Say& say) {
    const auto range = [](std::uint32_t first, std::uint32_t last) {
        const auto text = std::to_string(first);
        return first == last ? text : text + "-" + std::to_string(last);
    };
    const auto said =
        range(say.first, say.first + static_cast<std::uint32_t>(say.texts.size()) - 1);
    return given_up ? "given up " + range(given_up->first, given_up->last) + ", " + said : said;
}

class OutboxRefusalTest : public testing::Test {
protected:
    /// Five messages are on the way.
    void SetUp() override {
        EXPECT_THAT(outbox_.welcome(outbox_welcome(true, 0)), IsEmpty());
        add(5);
        EXPECT_THAT(send(0), ElementsAre("1-5"));
    }

    void add(int count) {
        for (int i = 0; i < count; ++i) {
            outbox_.add("text");
        }
    }

    /// Sends all that may be sent now.
    std::vector<std::string> send(int ms) {
        outbox_.advance(at(ms));
        std::vector<std::string> sent;
        while (const auto say = outbox_.next(at(ms), 0)) {
            sent.push_back(describe(outbox_.given_up_before(say->first), *say));
        }
        return sent;
    }

    /// The messages that a refusal marks as failed, which is told as final.
    std::vector<Marked> refuse(int ms, std::uint32_t first, std::uint32_t last,
                               NotSaidReason reason = NotSaidReason::not_clean) {
        const auto refused = outbox_.take(at(ms), not_said(first, last, reason));
        EXPECT_EQ(refused.told, told(reason, 0, true));
        return refused.marked;
    }

    std::vector<Marked> receive(int ms, std::uint64_t number, std::uint32_t client_sequence) {
        return outbox_.take(at(ms), own_event(number, client_sequence)).marked;
    }

    bool changes_nothing(int ms, const sealed::NotSaid& refusal) {
        const auto refused = outbox_.take(at(ms), refusal);
        return !refused.told && refused.marked.empty();
    }

    Outbox outbox_;
};

// A message that is refused for good has failed; what follows is sent at once, under its own
// numbers, and says that the one between is given up.
TEST_F(OutboxRefusalTest, GoesOnBehindWhatHasFailed) {
    EXPECT_THAT(refuse(10, 2, 2), ElementsAre(message_marked(2, Mark::failed)));
    EXPECT_EQ(outbox_.pending(), 4U);
    EXPECT_THAT(send(10), ElementsAre("given up 2, 3-5"));
    EXPECT_THAT(receive(20, 11, 1), ElementsAre(message_marked(1, Mark::in_journal)));
    EXPECT_THAT(receive(20, 12, 5), ElementsAre(message_marked(3, Mark::in_journal),
                                                message_marked(4, Mark::in_journal),
                                                message_marked(5, Mark::in_journal)));
    EXPECT_FALSE(outbox_.is_waiting());
    EXPECT_EQ(outbox_.next_deadline(), std::nullopt);
    add(1);
    EXPECT_THAT(send(30), ElementsAre("6"));
}

// Several at once fail together, and their numbers are given up together.
TEST_F(OutboxRefusalTest, FailsSeveralTogether) {
    EXPECT_THAT(refuse(10, 2, 4, NotSaidReason::muted),
                ElementsAre(message_marked(2, Mark::failed), message_marked(3, Mark::failed),
                            message_marked(4, Mark::failed)));
    EXPECT_THAT(send(10), ElementsAre("given up 2-4, 5"));
}

// What is given up is said again with each repetition, as both go lost together.
TEST_F(OutboxRefusalTest, RepeatsWhatIsGivenUp) {
    refuse(10, 1, 1);
    refuse(10, 3, 3);
    EXPECT_THAT(send(10), ElementsAre("given up 1, 2", "given up 3, 4-5"));
    EXPECT_THAT(send(2000), ElementsAre("given up 1, 2", "given up 3, 4-5"));
    receive(2010, 11, 2);
    EXPECT_THAT(send(6000), ElementsAre("given up 3, 4-5"));
}

// A refusal of the last one leaves nothing to be sent, nor to be waited for.
TEST_F(OutboxRefusalTest, RestsBehindTheLast) {
    EXPECT_THAT(refuse(10, 5, 5), ElementsAre(message_marked(5, Mark::failed)));
    EXPECT_THAT(send(10), IsEmpty());
    receive(20, 14, 4);
    EXPECT_EQ(outbox_.pending(), 0U);
    EXPECT_FALSE(outbox_.is_waiting());
    EXPECT_EQ(outbox_.last_in_journal(), 4U);
    add(1);
    EXPECT_THAT(send(30), ElementsAre("given up 5, 6"));
}

// However many are refused in a row, what is remembered of them is two numbers.
TEST_F(OutboxRefusalTest, GivesUpAsManyAsThereAre) {
    refuse(10, 1, 5);
    for (std::uint32_t number = 6; number < 1000; ++number) {
        add(1);
        send(20);
        EXPECT_THAT(refuse(30, number, number), ElementsAre(message_marked(number, Mark::failed)));
    }
    add(1);
    EXPECT_THAT(send(40), ElementsAre("given up 1-999, 1000"));
}

// A refusal that comes again, or after the receipt, or for what was never sent, changes nothing.
TEST_F(OutboxRefusalTest, IgnoresStaleRefusals) {
    refuse(10, 2, 2);
    EXPECT_THAT(send(10), ElementsAre("given up 2, 3-5"));
    EXPECT_TRUE(changes_nothing(11, not_said(2, 2, NotSaidReason::not_clean)));
    receive(20, 12, 3);
    EXPECT_TRUE(changes_nothing(21, not_said(1, 3, NotSaidReason::muted)));
    EXPECT_TRUE(changes_nothing(21, not_said(3, 3, NotSaidReason::too_fast, 60)));
    EXPECT_TRUE(changes_nothing(21, not_said(6, 9, NotSaidReason::muted)));
    add(1);
    EXPECT_TRUE(changes_nothing(21, not_said(6, 6, NotSaidReason::muted)));
    EXPECT_THAT(send(21), ElementsAre("6"));
}

// Of a refusal that covers what has its receipt, only the rest counts.
TEST_F(OutboxRefusalTest, TakesTheRestOfARefusal) {
    receive(10, 11, 2);
    EXPECT_THAT(refuse(20, 1, 3), ElementsAre(message_marked(3, Mark::failed)));
    EXPECT_THAT(send(20), ElementsAre("given up 3, 4-5"));
}

// The event of a message that has failed is nobody's: a copy was taken after all. It is shown as
// any other, and counts as taken.
TEST_F(OutboxRefusalTest, GoesByTheEventOfWhatHasFailed) {
    refuse(10, 1, 2, NotSaidReason::muted);
    EXPECT_THAT(send(10), ElementsAre("given up 1-2, 3-5"));
    const auto receipt = outbox_.take(at(20), own_event(11, 1));
    EXPECT_EQ(receipt.own, std::nullopt);
    EXPECT_THAT(receipt.marked, IsEmpty());
    EXPECT_THAT(send(2000), ElementsAre("given up 2, 3-5"));
}

// What is refused for now waits for as long as the room says, with all that follows; the user hears
// of it once.
TEST_F(OutboxRefusalTest, WaitsAsLongAsTheRoomSays) {
    const auto refusal = not_said(2, 5, NotSaidReason::too_fast, 3);
    const auto refused = outbox_.take(at(10), refusal);
    EXPECT_EQ(refused.told, told(NotSaidReason::too_fast, 3, false));
    EXPECT_THAT(refused.marked, IsEmpty());
    receive(20, 11, 1);
    EXPECT_FALSE(outbox_.is_waiting());
    EXPECT_EQ(outbox_.next_deadline(), at(3010));
    add(1);
    EXPECT_THAT(send(3009), IsEmpty());
    EXPECT_THAT(send(3010), ElementsAre("2-6"));
    EXPECT_TRUE(changes_nothing(3020, refusal));
    EXPECT_THAT(send(6019), IsEmpty());
    EXPECT_THAT(send(6020), ElementsAre("2-6"));
    receive(6030, 12, 2);
    EXPECT_EQ(outbox_.take(at(6040), not_said(3, 6, NotSaidReason::not_saved, 1)).told,
              told(NotSaidReason::not_saved, 1, false));
}

// Without a time there is no use in trying again, whatever the reason, also one of a later version.
TEST_F(OutboxRefusalTest, FailsWhatHasNoOtherTime) {
    EXPECT_THAT(refuse(10, 1, 1, NotSaidReason::too_fast),
                ElementsAre(message_marked(1, Mark::failed)));
    EXPECT_THAT(refuse(10, 2, 2, NotSaidReason{99}), ElementsAre(message_marked(2, Mark::failed)));
    const auto later = outbox_.take(at(10), not_said(3, 3, NotSaidReason{99}, 7));
    EXPECT_EQ(later.told, told(NotSaidReason{99}, 7, false));
    EXPECT_THAT(later.marked, IsEmpty());
}

// What is said while muted has failed even if it could be said later.
TEST_F(OutboxRefusalTest, DoesNotRepeatWhatWasMuted) {
    const auto refused = outbox_.take(at(10), not_said(1, 5, NotSaidReason::muted, 600));
    EXPECT_EQ(refused.told, told(NotSaidReason::muted, 600, true));
    EXPECT_THAT(refused.marked, testing::SizeIs(5));
    EXPECT_THAT(send(10), IsEmpty());
    EXPECT_EQ(outbox_.next_deadline(), std::nullopt);
}

// What is out of order is repeated before its timer, but not for each of several refusals.
TEST_F(OutboxRefusalTest, RepeatsEarlyWhatIsOutOfOrder) {
    const auto refusal = not_said(3, 5, NotSaidReason::out_of_order);
    EXPECT_TRUE(changes_nothing(249, refusal));
    EXPECT_THAT(send(249), IsEmpty());
    EXPECT_TRUE(changes_nothing(250, refusal));
    EXPECT_THAT(send(250), ElementsAre("1-5"));
    EXPECT_TRUE(changes_nothing(260, refusal));
    EXPECT_THAT(send(260), IsEmpty());
}

// A server that refuses whatever is repeated hears of it ever more seldom.
TEST_F(OutboxRefusalTest, RepeatsMoreSlowlyWhatStaysOutOfOrder) {
    const auto refusal = not_said(1, 5, NotSaidReason::out_of_order);
    outbox_.take(at(250), refusal);
    EXPECT_THAT(send(250), ElementsAre("1-5"));
    outbox_.take(at(500), refusal);
    EXPECT_THAT(send(500), ElementsAre("1-5"));
    outbox_.take(at(999), refusal);
    EXPECT_THAT(send(999), IsEmpty());
    outbox_.take(at(1000), refusal);
    EXPECT_THAT(send(1000), ElementsAre("1-5"));
    outbox_.take(at(1999), refusal);
    EXPECT_THAT(send(1999), IsEmpty());
    outbox_.take(at(2000), refusal);
    EXPECT_THAT(send(2000), ElementsAre("1-5"));
}

// In the next session nothing of the last one can come, so the messages are numbered anew.
TEST_F(OutboxRefusalTest, NumbersAnewInTheNextSession) {
    refuse(10, 2, 3);
    send(10);
    outbox_.pause();
    EXPECT_THAT(outbox_.welcome(outbox_welcome(true, 1)),
                ElementsAre(message_marked(1, Mark::in_journal)));
    EXPECT_THAT(send(1000), ElementsAre("2-3"));
    EXPECT_THAT(receive(1010, 12, 3), ElementsAre(message_marked(4, Mark::in_journal),
                                                  message_marked(5, Mark::in_journal)));
}

// What the server has taken of the last session is known by the numbers it had there.
TEST_F(OutboxRefusalTest, KnowsTheNumbersOfTheLastSession) {
    refuse(10, 2, 3);
    send(10);
    outbox_.pause();
    EXPECT_THAT(
        outbox_.welcome(outbox_welcome(true, 4)),
        ElementsAre(message_marked(1, Mark::in_journal), message_marked(4, Mark::in_journal)));
    EXPECT_THAT(send(1000), ElementsAre("5"));
}

// Nobody waits in the next session for what the last one has asked for.
TEST_F(OutboxRefusalTest, ForgetsTheWaitingWithTheSession) {
    outbox_.take(at(10), not_said(1, 5, NotSaidReason::too_many, 60));
    outbox_.pause();
    outbox_.welcome(outbox_welcome(true, 0));
    EXPECT_THAT(send(100), ElementsAre("1-5"));
}

// Who leaves gives up what the room does not want yet, and says why and which numbers it had.
TEST_F(OutboxRefusalTest, GivesUpWhatIsHeldBack) {
    receive(1, 11, 2);
    EXPECT_EQ(outbox_.given_up(), std::nullopt);
    outbox_.take(at(1000), not_said(3, 5, NotSaidReason::too_fast, 60));
    const auto given_up = outbox_.give_up(at(1500));
    EXPECT_EQ(given_up.told, told(NotSaidReason::too_fast, 60, true));
    EXPECT_THAT(given_up.marked,
                ElementsAre(message_marked(3, Mark::failed), message_marked(4, Mark::failed),
                            message_marked(5, Mark::failed)));
    EXPECT_EQ(outbox_.given_up(), (GivenUp{3, 5}));
    EXPECT_EQ(outbox_.pending(), 0U);
    outbox_.welcome(outbox_welcome(true, 2));
    EXPECT_EQ(outbox_.given_up(), std::nullopt);
}

// Where the room has said nothing there is no reason to tell.
TEST_F(OutboxRefusalTest, GivesUpWithoutAReason) {
    const auto given_up = outbox_.give_up(at(1500));
    EXPECT_EQ(given_up.told, std::nullopt);
    EXPECT_EQ(outbox_.given_up(), (GivenUp{1, 5}));
}

// A slow room has said what its limit is.
TEST_F(OutboxRefusalTest, KnowsASlowRoom) {
    const auto slow = [&](std::uint64_t number, std::string seconds) {
        Event event{.sequence = {number},
                    .time = {},
                    .kind = EventKind::slowed,
                    .name = {},
                    .text = std::move(seconds)};
        outbox_.take(at(1), event);
    };
    slow(20, "40");
    auto expected = told(NotSaidReason::too_fast, 30, false);
    expected.slow = std::chrono::seconds(40);
    EXPECT_EQ(outbox_.take(at(2), not_said(1, 5, NotSaidReason::too_fast, 30)).told, expected);
    slow(21, "");
    EXPECT_EQ(outbox_.give_up(at(3)).told->slow, std::chrono::seconds(40)); // It was so then.
}

// Or has told whoever came in.
TEST_F(OutboxRefusalTest, KnowsARoomThatWasSlowBefore) {
    outbox_.take(Greeting{.slow = std::chrono::seconds(40)});
    auto expected = told(NotSaidReason::too_fast, 30, false);
    expected.slow = std::chrono::seconds(40);
    EXPECT_EQ(outbox_.take(at(2), not_said(1, 5, NotSaidReason::too_fast, 30)).told, expected);
}

} // namespace

} // namespace chatroom
