// SPDX-License-Identifier: GPL-3.0-or-later
// The order of events, and what is acknowledged when.
#include "client/core/event_receiver.hpp"
#include "tests/unit/client/core/sealed_server.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace chatroom {

namespace {

using testing::ElementsAre;
using testing::IsEmpty;

using Next = EventReceiver::Next;

Event event(std::uint64_t number) {
    return {.sequence = {number},
            .time = WallTime(std::chrono::milliseconds(number)),
            .kind = EventKind::said,
            .name = "Bob",
            .text = "text " + std::to_string(number)};
}

sealed::Events events(std::uint64_t first, std::uint64_t last) {
    sealed::Events result;
    for (auto number = first; number <= last; ++number) {
        result.events.push_back(event(number));
    }
    return result;
}

sealed::Ack ack(std::uint64_t cumulative, std::uint64_t watermark,
                std::initializer_list<std::size_t> bits = {}) {
    sealed::Ack result{.cumulative = {cumulative}, .watermark = {watermark}, .received = {}};
    for (const auto bit : bits) {
        result.received.set(bit);
    }
    return result;
}

class EventReceiverTest : public testing::Test {
protected:
    /// Has everything up to event 10 and has said so.
    void SetUp() override {
        receiver_.begin(at(0), {10});
        receiver_.acknowledgement();
    }

    EventReceiver receiver_;
};

// WELCOME is acknowledged like an event.
TEST_F(EventReceiverTest, AcknowledgesWelcome) {
    EventReceiver receiver;
    EXPECT_EQ(receiver.ack_deadline(), std::nullopt);
    receiver.begin(at(0), {10});
    EXPECT_EQ(receiver.ack_deadline(), at(25));
    EXPECT_EQ(receiver.acknowledgement(), ack(10, 0));
    EXPECT_EQ(receiver.ack_deadline(), std::nullopt);
    receiver.welcome_again(at(30));
    EXPECT_EQ(receiver.ack_deadline(), at(30));
}

// Events in order are passed on, and acknowledged together within 25 ms.
TEST_F(EventReceiverTest, PassesOnWhatIsInOrder) {
    EXPECT_THAT(receiver_.take(at(100), events(11, 12)), ElementsAre(event(11), event(12)));
    EXPECT_THAT(receiver_.take(at(110), events(13, 13)), ElementsAre(event(13)));
    EXPECT_EQ(receiver_.seen(), Sequence{13});
    EXPECT_EQ(receiver_.ack_deadline(), at(125));
    EXPECT_EQ(receiver_.acknowledgement(), ack(13, 0));
}

// With 64 events, or 8 datagrams, it is time to acknowledge them, whatever the time is.
TEST_F(EventReceiverTest, AcknowledgesManyAtOnce) {
    for (std::uint64_t round = 0; round < 2; ++round) {
        const auto first = 11 + 64 * round;
        receiver_.take(at(100), events(first, first + 62));
        EXPECT_EQ(receiver_.ack_deadline(), at(125));
        receiver_.take(at(101), events(first + 63, first + 63));
        EXPECT_EQ(receiver_.ack_deadline(), at(101));
        receiver_.acknowledgement();
    }
}

TEST_F(EventReceiverTest, AcknowledgesManyDatagramsAtOnce) {
    receiver_.end_datagram(at(99)); // There is nothing in it to be acknowledged.
    for (std::uint64_t round = 0; round < 2; ++round) {
        const auto first = 11 + 8 * round;
        for (auto number = first; number < first + 8; ++number) {
            receiver_.take(at(100), events(number, number));
            EXPECT_EQ(receiver_.ack_deadline(), at(125));
            receiver_.end_datagram(at(101));
        }
        EXPECT_EQ(receiver_.ack_deadline(), at(101));
        receiver_.acknowledgement();
    }
}

// Another session begins to count anew.
TEST_F(EventReceiverTest, CountsWhatOneSessionHasBrought) {
    receiver_.take(at(100), events(11, 73));
    receiver_.pause();
    receiver_.begin(at(200), {73});
    receiver_.take(at(200), events(74, 74));
    EXPECT_EQ(receiver_.ack_deadline(), at(225));
}

// What waits for its turn loses its text when what recalls it waits, too, whichever came first.
TEST_F(EventReceiverTest, ForgetsWhatIsRecalled) {
    const auto tombstone = [](std::uint64_t number, std::uint64_t about) {
        auto result = event(number);
        result.kind = EventKind::recalled;
        result.text.clear();
        result.about = {about};
        return result;
    };
    const auto blank = [](std::uint64_t number) {
        auto result = event(number);
        result.text.clear();
        return result;
    };
    receiver_.take(at(100), events(12, 13));
    receiver_.take(at(100), {{tombstone(15, 12)}});
    receiver_.take(at(100), {{tombstone(16, 14)}});
    receiver_.take(at(100), events(14, 14));
    EXPECT_THAT(receiver_.take(at(100), events(11, 11)),
                ElementsAre(event(11), blank(12), event(13), blank(14), tombstone(15, 12),
                            tombstone(16, 14)));
}

// What comes too early is kept, said to be there at once, and passed on when it is its turn.
TEST_F(EventReceiverTest, KeepsWhatComesEarly) {
    EXPECT_THAT(receiver_.take(at(100), events(12, 13)), IsEmpty());
    EXPECT_EQ(receiver_.ack_deadline(), at(100));
    EXPECT_EQ(receiver_.acknowledgement(), ack(10, 0, {0, 1}));
    EXPECT_THAT(receiver_.take(at(110), events(16, 16)), IsEmpty());
    EXPECT_EQ(receiver_.acknowledgement(), ack(10, 0, {0, 1, 4}));
    EXPECT_THAT(receiver_.take(at(120), events(11, 11)),
                ElementsAre(event(11), event(12), event(13)));
    EXPECT_EQ(receiver_.acknowledgement(), ack(13, 0, {1}));
    EXPECT_THAT(receiver_.take(at(130), events(14, 15)),
                ElementsAre(event(14), event(15), event(16)));
    EXPECT_EQ(receiver_.acknowledgement(), ack(16, 0));
}

// An event is passed on once; that it has come before is said at once.
TEST_F(EventReceiverTest, PassesOnEachEventOnce) {
    receiver_.take(at(100), events(11, 12));
    receiver_.acknowledgement();
    EXPECT_THAT(receiver_.take(at(110), events(11, 13)), ElementsAre(event(13)));
    EXPECT_EQ(receiver_.ack_deadline(), at(110));
    receiver_.take(at(120), events(15, 15));
    receiver_.acknowledgement();
    EXPECT_THAT(receiver_.take(at(130), events(15, 15)), IsEmpty());
    EXPECT_EQ(receiver_.ack_deadline(), at(130));
}

// Nothing is kept that is more than 256 events ahead.
TEST_F(EventReceiverTest, KeepsAWindowOf256Events) {
    EXPECT_THAT(receiver_.take(at(100), events(266, 268)), IsEmpty());
    EXPECT_EQ(receiver_.acknowledgement(), ack(10, 0, {254}));
    EXPECT_THAT(receiver_.take(at(110), events(12, 400)), IsEmpty());
    EXPECT_EQ(receiver_.acknowledgement().received.count(), 255U);
    EXPECT_THAT(receiver_.take(at(120), events(11, 11)), testing::SizeIs(256));
    EXPECT_EQ(receiver_.seen(), Sequence{266});
}

// Trimmed events count as events and are reported.
TEST_F(EventReceiverTest, ReportsAGap) {
    EXPECT_THAT(receiver_.take(at(100), sealed::Gap{{11}, {20}, sealed::GapReason::trimmed}),
                ElementsAre(ShowGap{10}));
    EXPECT_EQ(receiver_.ack_deadline(), at(125));
    EXPECT_EQ(receiver_.acknowledgement(), ack(20, 0));
    EXPECT_THAT(receiver_.take(at(110), events(21, 21)), ElementsAre(event(21)));
}

// Numbers that nothing had are passed over in silence.
TEST_F(EventReceiverTest, PassesOverNumbersNeverGiven) {
    EXPECT_THAT(receiver_.take(at(100), sealed::Gap{{11}, {20}, sealed::GapReason::never_given}),
                IsEmpty());
    EXPECT_EQ(receiver_.seen(), Sequence{20});
}

// A gap that the server has lost is told as such, and only that one.
TEST_F(EventReceiverTest, ReportsWhatIsLost) {
    receiver_.take(sealed::Lost{{11}, {20}});
    EXPECT_THAT(receiver_.take(at(100), sealed::Gap{{11}, {20}, sealed::GapReason::trimmed}),
                ElementsAre(ShowGap{10, true}));
    EXPECT_THAT(receiver_.take(at(100), sealed::Gap{{21}, {22}, sealed::GapReason::trimmed}),
                ElementsAre(ShowGap{2}));
    receiver_.take(sealed::Lost{{11}, {22}});
    EXPECT_THAT(receiver_.take(at(100), sealed::Gap{{23}, {23}, sealed::GapReason::trimmed}),
                ElementsAre(ShowGap{1}));
}

// A gap that does not begin with the next event, or that is known, leads to nothing but an answer.
TEST_F(EventReceiverTest, IgnoresAGapElsewhere) {
    EXPECT_THAT(receiver_.take(at(100), sealed::Gap{{12}, {20}, sealed::GapReason::trimmed}),
                IsEmpty());
    EXPECT_EQ(receiver_.ack_deadline(), at(100));
    EXPECT_EQ(receiver_.acknowledgement(), ack(10, 0));
    EXPECT_THAT(receiver_.take(at(110), sealed::Gap{{3}, {10}, sealed::GapReason::trimmed}),
                IsEmpty());
    EXPECT_EQ(receiver_.ack_deadline(), at(110));
}

// A gap that has grown since it was told first counts for what is new.
TEST_F(EventReceiverTest, TakesTheRestOfAGapThatHasGrown) {
    receiver_.take(at(100), sealed::Gap{{11}, {20}, sealed::GapReason::trimmed});
    EXPECT_THAT(receiver_.take(at(110), sealed::Gap{{11}, {25}, sealed::GapReason::trimmed}),
                ElementsAre(ShowGap{5}));
    EXPECT_EQ(receiver_.seen(), Sequence{25});
}

// What came early and lies within a gap is part of it; what lies behind follows.
TEST_F(EventReceiverTest, GoesOnBehindAGap) {
    receiver_.take(at(100), events(15, 15));
    receiver_.take(at(100), events(21, 22));
    EXPECT_THAT(receiver_.take(at(110), sealed::Gap{{11}, {20}, sealed::GapReason::trimmed}),
                ElementsAre(ShowGap{10}, event(21), event(22)));
    EXPECT_EQ(receiver_.acknowledgement(), ack(22, 0));
}

// The highest watermark is acknowledged: at once if it is none.
TEST_F(EventReceiverTest, AcknowledgesTheWatermark) {
    receiver_.take(at(100), sealed::Watermark{{9}});
    EXPECT_EQ(receiver_.ack_deadline(), at(125));
    EXPECT_EQ(receiver_.acknowledgement(), ack(10, 9));
    receiver_.take(at(200), sealed::Watermark{{8}});
    EXPECT_EQ(receiver_.ack_deadline(), at(200));
    EXPECT_EQ(receiver_.acknowledgement(), ack(10, 9));
}

// Another session begins where the server says; what was early and the watermark were the old
// one's.
TEST_F(EventReceiverTest, BeginsAnewWithASession) {
    receiver_.take(at(100), events(12, 12));
    receiver_.take(at(100), sealed::Watermark{{9}});
    receiver_.pause();
    EXPECT_EQ(receiver_.ack_deadline(), std::nullopt);
    EXPECT_EQ(receiver_.seen(), Sequence{10});
    receiver_.begin(at(200), {7});
    EXPECT_EQ(receiver_.acknowledgement(), ack(7, 0));
    EXPECT_THAT(receiver_.take(at(210), events(8, 8)), ElementsAre(event(8)));
}

// The last numbers there are do no harm.
TEST_F(EventReceiverTest, SurvivesTheEndOfAllNumbers) {
    constexpr auto last = UINT64_MAX;
    EXPECT_THAT(receiver_.take(at(100), events(last - 1, last - 1)), IsEmpty());
    receiver_.take(at(100), sealed::Gap{{11}, {last}, sealed::GapReason::trimmed});
    EXPECT_THAT(receiver_.take(at(110), events(12, 14)), IsEmpty());
    EXPECT_EQ(receiver_.acknowledgement(), ack(last, 0));
}

// A kind that nobody here knows is in the order and acknowledged like any other.
TEST_F(EventReceiverTest, TakesUnknownKinds) {
    auto unknown = event(11);
    unknown.kind = EventKind{77};
    unknown.name.clear();
    unknown.about = {3};
    EXPECT_THAT(receiver_.take(at(0), events(12, 12)), IsEmpty());
    EXPECT_THAT(receiver_.take(at(0), sealed::Events{{unknown}}),
                ElementsAre(Next(unknown), Next(event(12))));
    EXPECT_EQ(receiver_.acknowledgement(), ack(12, 0));
}

} // namespace

} // namespace chatroom
