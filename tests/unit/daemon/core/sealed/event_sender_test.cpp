// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/daemon/core/sealed/event_sender_fixture.hpp"

#include <limits>

namespace chatroom {
namespace {

using std::chrono::milliseconds;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Le;

// A member costs little while nothing is on the way, however far behind.
static_assert(sizeof(EventSender) <= 256);

// Without events nothing is sent, and nothing is waited for.
TEST_F(EventSenderTest, sends_nothing_of_nothing) {
    EXPECT_THAT(send(), IsEmpty());
    EXPECT_EQ(sender.next_deadline(), std::nullopt);
    EXPECT_EQ(sender.acknowledged(), Sequence{0});
}

// Events after the cursor are sent once, in their order.
TEST_F(EventSenderTest, sends_what_is_after_the_cursor) {
    say(5, short_text);
    sender = EventSender({3});
    EXPECT_THAT(send(), ElementsAre("4-5"));
    say(2, short_text);
    EXPECT_THAT(send(), ElementsAre("6-7"));
    EXPECT_THAT(send(), IsEmpty());
}

// A member who has everything is sent what happens from then on.
TEST_F(EventSenderTest, sends_nothing_that_is_before_the_cursor) {
    say(5);
    sender = EventSender({5});
    EXPECT_THAT(send(), IsEmpty());
    say(1);
    EXPECT_THAT(send(), ElementsAre("6"));
}

// Events are packed to full datagrams, and those are not too long.
TEST_F(EventSenderTest, packs_datagrams_full) {
    say(200, short_text);
    for (const std::size_t first_bytes : {1171U, 1000U, 44U, 43U}) {
        sender = EventSender({0});
        const auto first = sender.next_frames(now, *log, first_bytes);
        EXPECT_THAT(first.size(), Le(first_bytes));
        EXPECT_GT(first.size() + 13, first_bytes);
    }
    sender = EventSender({0});
    EXPECT_THAT(send(), ElementsAre("1-88", "89-176", "177-200"));
}

// An event that does not fit beside other frames is not sent, does not count as sent, and is sent
// when it fits.
TEST_F(EventSenderTest, waits_for_space) {
    say(1);
    EXPECT_EQ(sender.next_frames(now, *log, 18 + 12 + long_text, 1), "");
    EXPECT_EQ(sender.next_deadline(), std::nullopt);
    EXPECT_EQ(describe(sender.next_frames(now, *log, 18 + 12 + long_text)), "1");
}

// Events whose times are too far apart for one frame are all sent.
TEST_F(EventSenderTest, sends_events_of_distant_times) {
    say(1, short_text);
    journal.time = std::chrono::hours(24 * 365);
    say(2, short_text);
    EXPECT_THAT(send(), ElementsAre("1", "2-3"));
}

// What was received is not sent again; what is missing around it travels together.
TEST_F(EventSenderTest, sends_only_what_is_missing) {
    say(9, short_text);
    EXPECT_THAT(send(), ElementsAre("1-9"));
    EXPECT_TRUE(acknowledge(1, {3, 4, 8}));
    wait_for_deadline();
    EXPECT_THAT(send(), ElementsAre("2 5-7 9"));
}

// What is on the way is not sent a second time.
TEST_F(EventSenderTest, sends_around_what_is_on_the_way) {
    say(3, short_text);
    send();
    EXPECT_TRUE(acknowledge(0, {2}));
    say(2, short_text);
    EXPECT_THAT(send(), ElementsAre("4-5"));
}

// No more than 256 events are on the way, from the first that is missing on.
TEST_F(EventSenderTest, keeps_to_the_window) {
    say(600, short_text);
    EXPECT_THAT(send(), ElementsAre("1-88", "89-176", "177-256"));
    EXPECT_TRUE(acknowledge(0, range(2, 256)));
    EXPECT_THAT(send(), IsEmpty());
    EXPECT_TRUE(acknowledge(1, range(3, 256)));
    EXPECT_THAT(send(), ElementsAre("257"));
    EXPECT_TRUE(acknowledge(257));
    EXPECT_THAT(send(), ElementsAre("258-345", "346-433", "434-513"));
}

// The last event of the window can be acknowledged, the one behind it was never sent.
TEST_F(EventSenderTest, knows_the_edge_of_the_window) {
    say(600, short_text);
    send();
    EXPECT_TRUE(acknowledge(0, range(2, 256)));
    EXPECT_FALSE(acknowledge(0, {257}));
    wait_for_deadline();
    EXPECT_THAT(send(), ElementsAre("1"));
    EXPECT_TRUE(acknowledge(256));
    EXPECT_EQ(sender.acknowledged(), Sequence{256});
    EXPECT_EQ(sender.next_deadline(), std::nullopt);
}

// An acknowledgement of what was not sent is ignored as a whole.
TEST_F(EventSenderTest, ignores_acknowledgements_of_the_future) {
    say(4);
    EXPECT_FALSE(acknowledge(1));
    EXPECT_FALSE(acknowledge(0, {2}));
    next();
    next();
    EXPECT_FALSE(acknowledge(3));
    EXPECT_FALSE(acknowledge(1, {3}));
    EXPECT_FALSE(acknowledge(2, {4}));
    constexpr auto last = std::numeric_limits<std::uint64_t>::max();
    EXPECT_FALSE(acknowledge(last));
    EXPECT_FALSE(acknowledge(last, {last + 2}));
    EXPECT_FALSE(acknowledge(last - 2, {last}));
    EXPECT_EQ(sender.acknowledged(), Sequence{0});
    EXPECT_TRUE(acknowledge(2));
    EXPECT_EQ(sender.acknowledged(), Sequence{2});
}

// An acknowledgement that is older than another says nothing new, whatever is in it.
TEST_F(EventSenderTest, learns_nothing_from_the_past) {
    say(5);
    send();
    EXPECT_TRUE(acknowledge(3));
    EXPECT_TRUE(acknowledge(2, {4, 5}));
    EXPECT_EQ(sender.acknowledged(), Sequence{3});
    wait_for_deadline();
    EXPECT_THAT(send(), ElementsAre("4", "5"));
}

// Saying the same twice changes nothing the second time.
TEST_F(EventSenderTest, takes_an_acknowledgement_once) {
    say(40);
    send();
    EXPECT_TRUE(acknowledge(0, {2}));
    EXPECT_THAT(send(), ElementsAre("11", "12"));
    EXPECT_TRUE(acknowledge(0, {2}));
    EXPECT_TRUE(acknowledge(0));
    EXPECT_THAT(send(), IsEmpty());
}

// What was received once needs no second acknowledgement when the rest is.
TEST_F(EventSenderTest, goes_on_behind_what_was_received) {
    say(5);
    send();
    EXPECT_TRUE(acknowledge(0, {2, 3}));
    EXPECT_TRUE(acknowledge(3));
    EXPECT_EQ(sender.acknowledged(), Sequence{3});
    EXPECT_TRUE(acknowledge(5));
    EXPECT_EQ(sender.next_deadline(), std::nullopt);
}

// A whole journal goes through the window in order, with nothing sent twice.
TEST_F(EventSenderTest, goes_through_a_long_journal) {
    say(5000, short_text);
    reopen();
    std::uint64_t sent = 0;
    for (auto datagram = next(); !datagram.empty(); datagram = next()) {
        EXPECT_EQ(std::stoull(datagram), sent + 1);
        sent = std::stoull(datagram.substr(datagram.find('-') + 1));
        now += milliseconds(1);
        EXPECT_TRUE(acknowledge(sent));
    }
    EXPECT_EQ(sent, 5000U);
    EXPECT_EQ(sender.acknowledged(), Sequence{5000});
}

// Numbers may be as large as they like.
TEST_F(EventSenderTest, counts_far) {
    constexpr std::uint64_t far = std::uint64_t{1} << 62;
    journal.skip(far);
    reopen();
    say(300, short_text);
    sender = EventSender({far});
    for (int datagram = 0; datagram < 3; ++datagram) {
        EXPECT_NE(next(), "");
    }
    EXPECT_EQ(next(), "");
    EXPECT_TRUE(acknowledge(far + 256));
    EXPECT_NE(next(), "");
}

// If the journal cannot be read nothing is sent and nothing is said to be missing; later it is
// sent.
TEST_F(EventSenderTest, waits_for_the_journal) {
    say(300, short_text);
    reopen();
    journal.read_fails = true;
    EXPECT_THAT(send(), IsEmpty());
    EXPECT_EQ(sender.next_deadline(), std::nullopt);
    EXPECT_TRUE(log->take_error());
    EXPECT_FALSE(acknowledge(1));
    journal.read_fails = false;
    EXPECT_THAT(send(), ElementsAre("1-88", "89-176", "177-256"));
}

// If the journal breaks in the middle, what was read is sent.
TEST_F(EventSenderTest, sends_what_could_be_read) {
    say(300, short_text);
    reopen();
    sender = EventSender({100});
    log->at({1}); // It reads up to number 256.
    journal.read_fails = true;
    EXPECT_THAT(send(), ElementsAre("101-188", "189-256"));
    EXPECT_TRUE(log->take_error());
    journal.read_fails = false;
    EXPECT_THAT(send(), ElementsAre("257-300"));
}

} // namespace
} // namespace chatroom
