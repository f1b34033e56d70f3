// SPDX-License-Identifier: GPL-3.0-or-later
// Our own messages: their numbers, what is sent when, and what becomes of them.
#include "protocol/sealed/transport.hpp"
#include "protocol/text.hpp"
#include "tests/unit/client/core/outbox_values.hpp"
#include "tests/unit/client/core/sealed_server.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace chatroom {

namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

class OutboxTest : public testing::Test {
protected:
    void SetUp() override { EXPECT_THAT(outbox_.welcome(outbox_welcome(false, 0)), IsEmpty()); }

    void add(int count) {
        for (int i = 0; i < count; ++i) {
            outbox_.add("text");
        }
    }

    /// Sends all that may be sent; the numbers of the messages.
    std::vector<std::uint32_t> send(int ms, std::size_t beside = 0) {
        std::vector<std::uint32_t> numbers;
        while (const auto say = outbox_.next(at(ms), beside)) {
            for (std::uint32_t i = 0; i < say->texts.size(); ++i) {
                numbers.push_back(say->first + i);
            }
        }
        return numbers;
    }

    Outbox outbox_;
};

// Messages are numbered from 1 and sent together.
TEST_F(OutboxTest, SendsWhatWasSaid) {
    EXPECT_EQ(outbox_.next(at(0), 0), std::nullopt);
    EXPECT_EQ(outbox_.add("one"), MessageId{1});
    EXPECT_EQ(outbox_.add("two"), MessageId{2});
    EXPECT_EQ(outbox_.next(at(0), 0), (sealed::Say{.first = 1, .texts = {"one", "two"}}));
    EXPECT_EQ(outbox_.next(at(0), 0), std::nullopt);
    EXPECT_EQ(outbox_.add("three"), MessageId{3});
    EXPECT_EQ(outbox_.next(at(1), 0), (sealed::Say{.first = 3, .texts = {"three"}}));
}

// A frame is never longer than it may be.
TEST_F(OutboxTest, FillsFrames) {
    const std::string longest(max_event_text_bytes, 'x');
    for (int i = 0; i < 3; ++i) {
        outbox_.add(longest);
        outbox_.add("short");
    }
    std::vector<std::size_t> counts;
    while (const auto say = outbox_.next(at(0), sealed::max_plaintext_bytes - 1000)) {
        EXPECT_LE(sealed::encode(sealed::ClientFrame(*say)).size(), 1000U);
        counts.push_back(say->texts.size());
    }
    EXPECT_THAT(counts, ElementsAre(2, 2, 2));
    outbox_.add(std::string(491, 'x'));
    outbox_.add(std::string(499, 'x'));
    EXPECT_THAT(outbox_.next(at(0), sealed::max_plaintext_bytes - 1000)->texts,
                SizeIs(2)); // 6 + 2 + 491 + 2 + 499.
    outbox_.add(std::string(491, 'x'));
    outbox_.add(std::string(500, 'x'));
    EXPECT_THAT(outbox_.next(at(0), sealed::max_plaintext_bytes - 1000)->texts, SizeIs(1));
}

// No more than 32 messages are on the way, and no more than 64 without a receipt.
TEST_F(OutboxTest, KeepsToItsLimits) {
    add(63);
    EXPECT_TRUE(outbox_.has_room());
    add(1);
    EXPECT_FALSE(outbox_.has_room());
    EXPECT_EQ(outbox_.pending(), 64U);
    EXPECT_EQ(send(0).back(), 32U);
    outbox_.take(at(10), own_event(11, 2));
    EXPECT_TRUE(outbox_.has_room());
    EXPECT_THAT(send(10), ElementsAre(33, 34));
}

// The own event is the receipt for the message, and names it.
TEST_F(OutboxTest, TakesTheOwnEventAsTheReceipt) {
    add(2);
    send(0);
    const auto first = outbox_.take(at(10), own_event(11, 1));
    EXPECT_EQ(first.own, MessageId{1});
    EXPECT_THAT(first.marked, ElementsAre(message_marked(1, Mark::in_journal)));
    EXPECT_EQ(outbox_.pending(), 1U);
    EXPECT_EQ(outbox_.last_in_journal(), 1U);
    EXPECT_TRUE(outbox_.is_waiting());
    outbox_.take(at(10), own_event(12, 2));
    EXPECT_FALSE(outbox_.is_waiting());
    EXPECT_EQ(outbox_.next_deadline(), std::nullopt);
}

// The events of others, and of a program that was here before, are no receipts.
TEST_F(OutboxTest, IgnoresTheEventsOfOthers) {
    add(2);
    send(0);
    auto other_name = own_event(11, 1);
    other_name.name = "alice";
    auto entered = own_event(11, 1);
    entered.kind = EventKind::entered;
    for (const auto& event :
         {other_name, entered, own_event(11, 0), own_event(10, 1), own_event(11, 3)}) {
        const auto receipt = outbox_.take(at(10), event);
        EXPECT_EQ(receipt.own, std::nullopt);
        EXPECT_THAT(receipt.marked, IsEmpty());
    }
}

// A program that takes the place of another does not take its messages for its own.
TEST_F(OutboxTest, CountsFromTheTimeItCame) {
    Outbox outbox;
    auto taken_over = outbox_welcome(false, 0);
    taken_over.past = {20};
    outbox.welcome(taken_over);
    outbox.add("text");
    outbox.next(at(0), 0);
    EXPECT_EQ(outbox.take(at(10), own_event(20, 1)).own, std::nullopt);
    EXPECT_EQ(outbox.take(at(10), own_event(21, 1)).own, MessageId{1});
}

// The receipt for a message is one for those before it: their events are no longer kept.
TEST_F(OutboxTest, TakesAReceiptForEarlierMessages) {
    add(3);
    send(0);
    const auto receipt = outbox_.take(at(10), own_event(20, 2));
    EXPECT_EQ(receipt.own, MessageId{2});
    EXPECT_THAT(receipt.marked, ElementsAre(message_marked(1, Mark::in_journal),
                                            message_marked(2, Mark::in_journal)));
    EXPECT_THAT(
        outbox_.take(sealed::Watermark{{20}}),
        ElementsAre(message_marked(1, Mark::everywhere), message_marked(2, Mark::everywhere)));
}

// The watermark says which messages everybody has, whichever comes first.
TEST_F(OutboxTest, LearnsWhatEverybodyHas) {
    add(3);
    send(0);
    outbox_.take(at(10), own_event(11, 1));
    outbox_.take(at(10), own_event(13, 2));
    EXPECT_THAT(outbox_.take(sealed::Watermark{{12}}),
                ElementsAre(message_marked(1, Mark::everywhere)));
    EXPECT_THAT(outbox_.take(sealed::Watermark{{11}}), IsEmpty());
    EXPECT_THAT(outbox_.take(sealed::Watermark{{14}}),
                ElementsAre(message_marked(2, Mark::everywhere)));
    EXPECT_THAT(
        outbox_.take(at(20), own_event(14, 3)).marked,
        ElementsAre(message_marked(3, Mark::in_journal), message_marked(3, Mark::everywhere)));
    EXPECT_THAT(outbox_.take(sealed::Watermark{{99}}), IsEmpty());
}

// A message that is recalled is not marked, and so not shown, any more; those of others that are,
// and what everybody had, concern nobody here.
TEST_F(OutboxTest, GivesUpWhatIsRecalled) {
    add(3);
    send(0);
    const auto tombstone = [](std::uint64_t number, std::uint64_t about, std::string name,
                              std::string text = "") {
        return Event{.sequence = {number},
                     .time = {},
                     .kind = EventKind::recalled,
                     .name = std::move(name),
                     .text = std::move(text),
                     .about = {about}};
    };
    for (std::uint32_t number = 1; number <= 3; ++number) {
        outbox_.take(at(1), own_event(10 + number, number));
    }
    EXPECT_THAT(outbox_.take(at(2), tombstone(14, 12, "Bob")).marked, IsEmpty());
    outbox_.take(sealed::Watermark{{11}});
    EXPECT_THAT(outbox_.take(at(2), tombstone(15, 11, "Alice", "12")).marked,
                ElementsAre(message_marked(2, Mark::recalled)));
    EXPECT_THAT(outbox_.take(sealed::Watermark{{15}}),
                ElementsAre(message_marked(3, Mark::everywhere)));
}

// Without receipts everything is sent again, from the first on, each time later up to 2 s.
TEST_F(OutboxTest, RepeatsWhatHasNoReceipt) {
    add(2);
    EXPECT_EQ(outbox_.next_deadline(), std::nullopt);
    send(0);
    for (const int due : {500, 1500, 3500, 5500}) {
        EXPECT_EQ(outbox_.next_deadline(), at(due));
        outbox_.advance(at(due - 1));
        EXPECT_THAT(send(due - 1), IsEmpty());
        outbox_.advance(at(due));
        EXPECT_THAT(send(due), ElementsAre(1, 2));
    }
}

// The pause follows the round trip, of messages that were sent once.
TEST_F(OutboxTest, EstimatesTheRoundTrip) {
    add(1);
    send(0);
    outbox_.take(at(100), own_event(11, 1));
    add(1);
    send(1000);
    EXPECT_EQ(outbox_.next_deadline(), at(1300)); // 100 + 4 * 50 (RFC 6298, 2.2).
    outbox_.advance(at(1300));
    send(1300);
    EXPECT_EQ(outbox_.next_deadline(), at(1900));
    outbox_.take(at(1850), own_event(12, 2));
    add(1);
    send(2000);
    EXPECT_EQ(outbox_.next_deadline(), at(2300));
}

// Each receipt gives the messages behind it new time.
TEST_F(OutboxTest, RestartsTheTimerWithAReceipt) {
    add(2);
    send(0);
    outbox_.take(at(400), own_event(11, 1));
    EXPECT_GT(*outbox_.next_deadline(), at(1000));
}

// In the next session everything that the server does not have is sent again at once.
TEST_F(OutboxTest, RepeatsInTheNextSession) {
    add(3);
    send(0);
    outbox_.pause();
    EXPECT_FALSE(outbox_.is_waiting());
    EXPECT_EQ(outbox_.next_deadline(), std::nullopt);
    EXPECT_THAT(
        outbox_.welcome(outbox_welcome(true, 2)),
        ElementsAre(message_marked(1, Mark::in_journal), message_marked(2, Mark::in_journal)));
    EXPECT_THAT(send(5000), ElementsAre(3));
    EXPECT_EQ(outbox_.next_deadline(), at(5500));
}

// The event of a message that WELCOME has counted names it without marking it twice.
TEST_F(OutboxTest, NamesEventsOfMessagesThatWelcomeHasCounted) {
    add(2);
    send(0);
    outbox_.welcome(outbox_welcome(true, 2));
    const auto receipt = outbox_.take(at(10), own_event(11, 1));
    EXPECT_EQ(receipt.own, MessageId{1});
    EXPECT_THAT(receipt.marked, IsEmpty());
    EXPECT_THAT(outbox_.take(sealed::Watermark{{12}}),
                ElementsAre(message_marked(1, Mark::everywhere)));
    EXPECT_THAT(outbox_.take(at(10), own_event(12, 2)).marked,
                ElementsAre(message_marked(2, Mark::everywhere)));
}

// The member's entry anew, after it was away too long, does not hide what it said before.
TEST_F(OutboxTest, NamesEventsFromBeforeItsNextEntry) {
    add(1);
    send(0);
    auto again = outbox_welcome(true, 1);
    again.entered = {30};
    again.past = {29};
    EXPECT_THAT(outbox_.welcome(again), ElementsAre(message_marked(1, Mark::in_journal)));
    EXPECT_EQ(outbox_.take(at(10), own_event(11, 1)).own, MessageId{1});
}

// A server that does not know us any more cannot say what became of what was sent: it has failed.
// What was only said is sent with numbers from 1 on.
TEST_F(OutboxTest, FailsWhatAServerHasForgotten) {
    add(2);
    send(0);
    outbox_.pause();
    add(1);
    auto forgotten = outbox_welcome(false, 0);
    forgotten.entered = {30};
    EXPECT_THAT(outbox_.welcome(forgotten),
                ElementsAre(message_marked(1, Mark::failed), message_marked(2, Mark::failed)));
    EXPECT_THAT(send(0), ElementsAre(1));
    EXPECT_EQ(outbox_.take(at(10), own_event(11, 1)).own, std::nullopt);
    EXPECT_EQ(outbox_.take(at(10), own_event(31, 1)).own, MessageId{3});
}

// A server that has lost what it had acknowledged is one that has forgotten us.
TEST_F(OutboxTest, SurvivesAServerThatHasLostMessages) {
    add(3);
    send(0);
    outbox_.take(at(10), own_event(13, 2));
    EXPECT_THAT(outbox_.welcome(outbox_welcome(true, 1)),
                ElementsAre(message_marked(3, Mark::failed)));
    add(1);
    EXPECT_THAT(send(0), ElementsAre(2));
}

// A server that counts more than was said is not believed further than that.
TEST_F(OutboxTest, SurvivesAServerThatCountsTooMuch) {
    add(1);
    send(0);
    EXPECT_THAT(outbox_.welcome(outbox_welcome(true, UINT32_MAX)),
                ElementsAre(message_marked(1, Mark::in_journal)));
    EXPECT_EQ(outbox_.take(at(10), own_event(11, UINT32_MAX)).own, std::nullopt);
    add(1);
    send(0);
    EXPECT_EQ(outbox_.pending(), 1U);
}

// Giving up fails what the journal does not have, and nothing else.
TEST_F(OutboxTest, FailsWhatIsPending) {
    add(3);
    send(0);
    outbox_.take(at(10), own_event(11, 1));
    EXPECT_THAT(outbox_.fail(),
                ElementsAre(message_marked(2, Mark::failed), message_marked(3, Mark::failed)));
    EXPECT_EQ(outbox_.pending(), 0U);
    EXPECT_EQ(outbox_.next_deadline(), std::nullopt);
    EXPECT_THAT(outbox_.take(sealed::Watermark{{11}}),
                ElementsAre(message_marked(1, Mark::everywhere)));
}

// A member who is away for long does not make us remember more and more.
TEST_F(OutboxTest, WatchesABoundedNumberOfMessages) {
    constexpr std::uint32_t count = Outbox::max_watched + 10;
    for (std::uint32_t number = 1; number <= count; ++number) {
        add(1);
        send(0);
        outbox_.take(at(0), own_event(10 + number, number));
    }
    EXPECT_THAT(outbox_.take(sealed::Watermark{{10 + count}}), SizeIs(Outbox::max_watched));
}

// When what is sent together gets no receipt three times, less is sent together: a path may swallow
// long datagrams without a word.
TEST_F(OutboxTest, SendsShorterDatagramsAfterThreeTimeOuts) {
    for (int i = 0; i < 12; ++i) {
        outbox_.add(std::string(98, 'x'));
    }
    const auto texts_in_first = [&](int ms) {
        const auto first = outbox_.next(at(ms), 60)->texts.size();
        send(ms, 60);
        return first;
    };
    EXPECT_EQ(texts_in_first(0), 11U); // 60 + 6 + 11 * 100 of 1,171 bytes.
    for (const int due : {500, 1500, 3500}) {
        outbox_.advance(at(due));
        EXPECT_EQ(texts_in_first(due), due < 3500 ? 11U : 9U); // Of 1,043 bytes.
    }
    for (const int due : {5500, 7500, 9500}) {
        outbox_.advance(at(due));
        EXPECT_EQ(texts_in_first(due), due < 9500 ? 9U : 4U); // Of 519 bytes.
    }
    outbox_.take(at(9600), own_event(20, 4));
    EXPECT_EQ(outbox_.pending(), 8U);
    outbox_.pause(); // It is the same path in the next session,
    outbox_.welcome(outbox_welcome(true, 4));
    EXPECT_EQ(texts_in_first(10'000), 4U);
    outbox_.take(at(10'100), own_event(30, 12));
    for (int i = 0; i < 12; ++i) {
        outbox_.add(std::string(98, 'x'));
    }
    EXPECT_EQ(texts_in_first(9500 + 600'000), 9U); // and after ten minutes it may be a better one.
}

// A text that alone is longer goes alone.
TEST_F(OutboxTest, SendsALongTextAlone) {
    outbox_.add(std::string(960, 'x'));
    outbox_.add("text");
    EXPECT_THAT(outbox_.next(at(0), 60)->texts, SizeIs(2));
    for (const int due : {500, 1500, 3500}) {
        outbox_.advance(at(due));
        send(due, 60);
    }
    outbox_.advance(at(5500));
    EXPECT_THAT(outbox_.next(at(5500), 60)->texts, SizeIs(1));
    EXPECT_THAT(outbox_.next(at(5500), 60)->texts, SizeIs(1));
}

} // namespace

} // namespace chatroom
