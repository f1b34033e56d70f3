// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/daemon/core/sealed/event_sender_fixture.hpp"

namespace chatroom {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

/// Each event is a datagram here.
class EventSenderLossTest : public EventSenderTest {
protected:
    void SetUp() override { say(1000); }

    /// One datagram goes there and back in 100 ms.
    void measure_round_trip() {
        EXPECT_EQ(next(), "1");
        now += milliseconds(100);
        EXPECT_TRUE(acknowledge(1));
    }
};

// At first ten datagrams are on the way.
TEST_F(EventSenderLossTest, begins_with_ten) {
    EXPECT_EQ(send(), singles(1, 10));
}

// Each that arrives makes the window one larger, up to 32.
TEST_F(EventSenderLossTest, grows_up_to_the_limit) {
    send();
    EXPECT_TRUE(acknowledge(1));
    EXPECT_EQ(send(), singles(11, 12));
    EXPECT_TRUE(acknowledge(12));
    EXPECT_EQ(send(), singles(13, 34));
    EXPECT_TRUE(acknowledge(34));
    EXPECT_EQ(send(), singles(35, 66));
    EXPECT_TRUE(acknowledge(66));
    EXPECT_THAT(send(), SizeIs(32));
}

// However long all goes well, the window is not larger than its limit: a loss halves that.
TEST_F(EventSenderLossTest, halves_the_largest_window) {
    std::uint64_t last = 0;
    for (int round = 0; round < 20; ++round) {
        EXPECT_TRUE(acknowledge(last));
        last = std::stoull(send().back());
    }
    EXPECT_TRUE(acknowledge(last - 32, range(last - 30, last)));
    EXPECT_THAT(send(), SizeIs(16));
}

// An event is lost when three datagrams that were sent later have arrived, and not before.
TEST_F(EventSenderLossTest, loses_what_three_have_overtaken) {
    send();
    EXPECT_TRUE(acknowledge(0, {4}));
    EXPECT_TRUE(acknowledge(0, {4, 5}));
    EXPECT_EQ(send(), singles(11, 14));
    EXPECT_TRUE(acknowledge(0, {4, 5, 6}));
    EXPECT_TRUE(acknowledge(0, range(4, 14)));
    EXPECT_THAT(send(), ElementsAre("1", "2", "3", "15", "16", "17", "18"));
}

// A loss halves the window; several losses of one flight are one loss.
TEST_F(EventSenderLossTest, halves_the_window_once_a_flight) {
    send();
    EXPECT_TRUE(acknowledge(0, {2, 4, 5, 6})); // 14 datagrams, then 7, of which 4 are on the way.
    EXPECT_THAT(send(), ElementsAre("1", "3", "11"));
}

// What is lost after that is another loss.
TEST_F(EventSenderLossTest, halves_the_window_again) {
    send();
    EXPECT_TRUE(acknowledge(0, {2, 4, 5, 6}));
    send();
    EXPECT_TRUE(acknowledge(0, {2, 4, 5, 6, 7, 8, 9, 10}));
    EXPECT_EQ(send(), singles(12, 15));
    EXPECT_TRUE(acknowledge(0, range(2, 12))); // 1 is lost again: 3 datagrams, and 3 on the way.
    EXPECT_THAT(send(), IsEmpty());
    EXPECT_TRUE(acknowledge(0, range(2, 15)));
    EXPECT_THAT(send(), ElementsAre("1", "16", "17", "18"));
}

// After a loss the window grows by one a round trip.
TEST_F(EventSenderLossTest, grows_slowly_after_a_loss) {
    send();
    EXPECT_TRUE(acknowledge(10));
    EXPECT_THAT(send(), SizeIs(20));
    EXPECT_TRUE(acknowledge(10, {12, 13, 14})); // 23 datagrams, then 11.
    EXPECT_TRUE(acknowledge(10, range(12, 30)));
    std::vector<std::size_t> sizes;
    for (int round = 0; round < 4; ++round) {
        const auto sent = send();
        sizes.push_back(sent.size());
        now += milliseconds(100);
        EXPECT_TRUE(acknowledge(std::stoull(sent.back())));
    }
    EXPECT_THAT(sizes, ElementsAre(13, 14, 15, 16));
}

// What was sent more than a quarter of a round trip before something that arrived is lost.
TEST_F(EventSenderLossTest, loses_what_is_late) {
    measure_round_trip();
    EXPECT_EQ(next(), "2");
    now += milliseconds(26);
    EXPECT_EQ(next(), "3");
    now += milliseconds(100);
    EXPECT_TRUE(acknowledge(1, {3}));
    EXPECT_EQ(next(), "2");
}

// A quarter of a round trip itself is still the network's disorder.
TEST_F(EventSenderLossTest, waits_for_what_is_a_little_late) {
    measure_round_trip();
    EXPECT_EQ(next(), "2");
    now += milliseconds(25);
    EXPECT_EQ(next(), "3");
    now += milliseconds(100);
    EXPECT_TRUE(acknowledge(1, {3}));
    EXPECT_EQ(next(), "4");
}

// What arrives loses nothing that was sent later.
TEST_F(EventSenderLossTest, loses_nothing_behind_what_arrived) {
    EXPECT_EQ(next(), "1");
    now += milliseconds(400);
    EXPECT_EQ(send(), singles(2, 10));
    EXPECT_TRUE(acknowledge(1));
    EXPECT_EQ(send(), singles(11, 12));
}

// Even after losses two datagrams may be on the way.
TEST_F(EventSenderLossTest, keeps_a_least_window) {
    send();
    wait_for_deadline();
    EXPECT_EQ(send(), singles(1, 2));
    wait_for_deadline();
    EXPECT_EQ(send(), singles(1, 2));
    EXPECT_TRUE(acknowledge(0, {2}));
    now += milliseconds(200);
    EXPECT_THAT(send(), ElementsAre("3"));
    EXPECT_TRUE(acknowledge(0, {2, 3})); // 1 is lost, by time.
    EXPECT_THAT(send(), ElementsAre("1", "4"));
}

// When nothing is acknowledged in time, everything on the way is lost, and two datagrams are tried,
// less and less often.
TEST_F(EventSenderLossTest, backs_off) {
    send();
    std::vector<milliseconds> pauses;
    for (unsigned timeout = 1; timeout <= 5; ++timeout) {
        pauses.push_back(wait_for_deadline());
        EXPECT_EQ(sender.timeouts_in_a_row(), timeout);
        EXPECT_EQ(send(), singles(1, 2));
    }
    EXPECT_THAT(pauses, ElementsAre(milliseconds(500), milliseconds(1000), milliseconds(2000),
                                    milliseconds(4000), milliseconds(4000)));
}

// When something new is acknowledged after that, the timeout is the estimate again. What was sent
// twice measures nothing.
TEST_F(EventSenderLossTest, recovers_from_a_timeout) {
    measure_round_trip();
    send();
    EXPECT_EQ(wait_for_deadline(), milliseconds(300));
    EXPECT_EQ(sender.timeout(), milliseconds(600));
    EXPECT_EQ(send(), singles(2, 3));
    now += milliseconds(10);
    EXPECT_TRUE(acknowledge(2));
    EXPECT_EQ(sender.timeout(), milliseconds(300));
    EXPECT_EQ(sender.timeouts_in_a_row(), 0U);
}

// After a timeout the window grows by one for each that arrives, up to half of what it was.
TEST_F(EventSenderLossTest, grows_fast_up_to_the_threshold) {
    send();
    wait_for_deadline();
    EXPECT_EQ(send(), singles(1, 2));
    EXPECT_TRUE(acknowledge(2)); // 4 datagrams.
    EXPECT_EQ(send(), singles(3, 6));
    EXPECT_TRUE(acknowledge(3)); // 5 datagrams.
    EXPECT_EQ(send(), singles(7, 8));
    EXPECT_TRUE(acknowledge(7)); // Less than 6.
    EXPECT_EQ(send(), singles(9, 12));
}

// What was acknowledged is not lost with the rest.
TEST_F(EventSenderLossTest, loses_nothing_that_was_received) {
    send();
    EXPECT_TRUE(acknowledge(1, {3, 10}));
    wait_for_deadline();
    EXPECT_EQ(send(), (std::vector<std::string>{"2", "4"}));
}

// The deadline is that of what was sent first, and moves on with it.
TEST_F(EventSenderLossTest, waits_for_the_oldest) {
    EXPECT_EQ(next(), "1");
    now += milliseconds(100);
    EXPECT_EQ(next(), "2");
    EXPECT_EQ(sender.next_deadline(), now + milliseconds(400));
    sender.advance(now + milliseconds(399));
    EXPECT_EQ(sender.timeouts_in_a_row(), 0U);
    EXPECT_TRUE(acknowledge(1));
    EXPECT_EQ(sender.next_deadline(), now + milliseconds(300));
    EXPECT_TRUE(acknowledge(2));
    EXPECT_EQ(sender.next_deadline(), std::nullopt);
    sender.advance(now + seconds(10));
    EXPECT_EQ(sender.timeouts_in_a_row(), 0U);
}

// The timeout follows what is measured, but is never less than 200 ms.
TEST_F(EventSenderLossTest, measures_the_round_trip) {
    EXPECT_EQ(sender.timeout(), milliseconds(500));
    measure_round_trip();
    EXPECT_EQ(sender.timeout(), milliseconds(300));
    for (int number = 2; number < 40; ++number) {
        next();
        now += milliseconds(1);
        acknowledge(static_cast<std::uint64_t>(number));
    }
    EXPECT_EQ(sender.timeout(), milliseconds(200));
}

// A datagram of several events measures when the last of them is acknowledged.
TEST_F(EventSenderLossTest, measures_whole_datagrams) {
    sender = EventSender({1000});
    say(2, short_text);
    EXPECT_EQ(next(), "1001-1002");
    now += milliseconds(50);
    EXPECT_TRUE(acknowledge(1001));
    EXPECT_EQ(sender.timeout(), milliseconds(500));
    now += milliseconds(50);
    EXPECT_TRUE(acknowledge(1002));
    EXPECT_EQ(sender.timeout(), milliseconds(300));
}

// What was believed lost and arrives is not sent again, and measures nothing.
TEST_F(EventSenderLossTest, takes_what_was_believed_lost) {
    for (int number = 1; number <= 4; ++number) {
        next();
    }
    now += milliseconds(100);
    EXPECT_TRUE(acknowledge(0, {2, 3, 4}));
    EXPECT_EQ(next(), "1");
    const auto timeout = sender.timeout();
    now += milliseconds(1);
    EXPECT_TRUE(acknowledge(4));
    EXPECT_EQ(sender.timeout(), timeout);
    EXPECT_EQ(sender.next_deadline(), std::nullopt);
    EXPECT_EQ(next(), "5");
}

// What arrives after the timer gave it up, before it was sent again, is done with.
TEST_F(EventSenderLossTest, takes_what_was_given_up) {
    send();
    wait_for_deadline();
    EXPECT_TRUE(acknowledge(9));
    EXPECT_EQ(sender.timeouts_in_a_row(), 0U);
    EXPECT_EQ(sender.timeout(), milliseconds(500));
    EXPECT_EQ(send(), singles(10, 11));
}

// A member who was silent and is heard again is sent what it misses at once.
TEST_F(EventSenderLossTest, goes_on_when_the_member_is_back) {
    send();
    now += milliseconds(100);
    EXPECT_TRUE(acknowledge(1, {3}));
    for (int timeout = 0; timeout < 4; ++timeout) {
        wait_for_deadline();
        send();
    }
    now += milliseconds(1);
    sender.returned();
    EXPECT_EQ(sender.timeouts_in_a_row(), 0U);
    EXPECT_EQ(sender.acknowledged(), Sequence{1});
    EXPECT_EQ(send(), (std::vector<std::string>{"2", "4"}));
    EXPECT_EQ(sender.next_deadline(), now + sender.timeout());
    EXPECT_LT(sender.timeout(), milliseconds(300));
}

// Of another way nothing is known, and what was sent on the old one says nothing about it.
TEST_F(EventSenderLossTest, measures_another_way_anew) {
    measure_round_trip();
    EXPECT_EQ(next(), "2");
    sender.moved();
    EXPECT_EQ(sender.timeout(), milliseconds(500));
    now += milliseconds(10);
    EXPECT_TRUE(acknowledge(2));
    EXPECT_EQ(sender.timeout(), milliseconds(500));
    EXPECT_EQ(next(), "3");
    now += milliseconds(200);
    EXPECT_TRUE(acknowledge(3));
    EXPECT_EQ(sender.timeout(), milliseconds(600));
}

// What is sent and what counts as lost is counted, by datagrams.
TEST_F(EventSenderLossTest, counts_what_is_sent_and_lost) {
    EXPECT_EQ(sender.round_trip(), std::nullopt);
    measure_round_trip();
    EXPECT_EQ(sender.round_trip(), milliseconds(100));
    EXPECT_EQ(sender.sent(), 1U);
    const auto more = send().size();
    EXPECT_EQ(sender.sent(), 1 + more);
    EXPECT_EQ(sender.lost(), 0U);
    now += seconds(4);
    sender.advance(now);
    EXPECT_EQ(sender.lost(), more);
    EXPECT_EQ(sender.waited(now), seconds(4));
    EXPECT_TRUE(acknowledge(1 + more));
    EXPECT_EQ(sender.waited(now + seconds(9)), seconds(0));
}

} // namespace
} // namespace chatroom
