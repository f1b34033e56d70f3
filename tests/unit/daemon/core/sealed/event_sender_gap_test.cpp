// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/daemon/core/sealed/event_sender_fixture.hpp"

namespace chatroom {
namespace {

using std::chrono::milliseconds;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

using EventSenderGapTest = EventSenderTest;

// What was trimmed is told at the cursor, and nothing beyond it until that is acknowledged.
TEST_F(EventSenderGapTest, tells_what_is_trimmed) {
    say(60, short_text);
    journal.trim({50});
    reopen();
    EXPECT_THAT(send(), ElementsAre("gap 1-49 trimmed"));
    EXPECT_TRUE(acknowledge(49));
    EXPECT_THAT(send(), ElementsAre("50-60"));
}

// Numbers that were never given are told when it is their turn.
TEST_F(EventSenderGapTest, tells_what_was_never_given) {
    say(3, short_text);
    journal.skip(3);
    say(3, short_text);
    EXPECT_THAT(send(), ElementsAre("1-3"));
    EXPECT_TRUE(acknowledge(2));
    EXPECT_THAT(send(), IsEmpty());
    EXPECT_TRUE(acknowledge(3));
    EXPECT_THAT(send(), ElementsAre("gap 4-6 never given"));
    EXPECT_TRUE(acknowledge(6));
    EXPECT_THAT(send(), ElementsAre("7-9"));
}

// One missing number is a gap like any other: nothing beyond it is sent either.
TEST_F(EventSenderGapTest, tells_of_a_single_number) {
    say(3, short_text);
    journal.skip(1);
    say(3, short_text);
    send();
    EXPECT_TRUE(acknowledge(3));
    EXPECT_THAT(send(), ElementsAre("gap 4 never given"));
    say(1, short_text);
    EXPECT_THAT(send(), IsEmpty());
    EXPECT_TRUE(acknowledge(4));
    EXPECT_THAT(send(), ElementsAre("5-8"));
}

// A gap may be larger than the window; no part of the window is left behind.
TEST_F(EventSenderGapTest, tells_more_than_a_window) {
    say(1, short_text);
    journal.skip(1000);
    say(300, short_text);
    send();
    EXPECT_TRUE(acknowledge(1));
    EXPECT_THAT(send(), ElementsAre("gap 2-1001 never given"));
    EXPECT_TRUE(acknowledge(1001));
    EXPECT_THAT(send(), ElementsAre("1002-1089", "1090-1177", "1178-1257"));
    EXPECT_TRUE(acknowledge(1257));
    EXPECT_THAT(send(), ElementsAre("1258-1301"));
}

// A gap at the end of the journal reaches to its head.
TEST_F(EventSenderGapTest, tells_of_a_gap_at_the_end) {
    say(2, short_text);
    journal.skip(5);
    reopen();
    send();
    EXPECT_TRUE(acknowledge(2));
    EXPECT_THAT(send(), ElementsAre("gap 3-7 never given"));
    EXPECT_TRUE(acknowledge(7));
    EXPECT_THAT(send(), IsEmpty());
    say(1, short_text);
    EXPECT_THAT(send(), ElementsAre("8"));
}

// Of a gap of both kinds the user is told that something is missing.
TEST_F(EventSenderGapTest, calls_a_gap_of_both_kinds_trimmed) {
    say(3, short_text);
    journal.skip(3);
    say(3, short_text);
    journal.trim({7});
    reopen();
    EXPECT_THAT(send(), ElementsAre("gap 1-6 trimmed"));
}

// What is damaged is told as lost, with the holes beside it; to programs of version 1, which have
// no word for that, as trimmed. Behind it all goes on.
TEST_F(EventSenderGapTest, tells_what_is_lost) {
    say(9);
    journal.spoil({3}, {5});
    reopen();
    EXPECT_THAT(send(), ElementsAre("1", "2"));
    acknowledge(2);
    EXPECT_THAT(send(), ElementsAre("lost 3-5 gap 3-5 trimmed"));
    acknowledge(5);
    EXPECT_THAT(send(), ElementsAre("6", "7", "8", "9"));

    EventSender old(Sequence{2});
    const auto frames =
        old.next_frames(SteadyTime{}, LogView(*log, 1), sealed::max_plaintext_bytes);
    EXPECT_EQ(describe(frames), "gap 3-5 trimmed");
}

// What was lost and would be trimmed by now is trimmed.
TEST_F(EventSenderGapTest, tells_what_was_lost_as_trimmed) {
    say(9);
    journal.spoil({1}, {3});
    journal.trim({7});
    reopen();
    EXPECT_THAT(send(), ElementsAre("gap 1-6 trimmed"));
}

// A trimmed part in front does not make a later gap a trimmed one.
TEST_F(EventSenderGapTest, tells_the_kinds_apart) {
    say(3, short_text);
    journal.skip(3);
    say(3, short_text);
    journal.trim({3});
    reopen();
    EXPECT_THAT(send(), ElementsAre("gap 1-2 trimmed"));
    EXPECT_TRUE(acknowledge(2));
    EXPECT_THAT(send(), ElementsAre("3"));
    EXPECT_TRUE(acknowledge(3));
    EXPECT_THAT(send(), ElementsAre("gap 4-6 never given"));
}

// A gap can be acknowledged as far as it was told, and no further.
TEST_F(EventSenderGapTest, takes_the_acknowledgement_of_a_gap) {
    say(60, short_text);
    journal.trim({50});
    reopen();
    send();
    EXPECT_FALSE(acknowledge(50));
    EXPECT_FALSE(acknowledge(48, {50}));
    EXPECT_TRUE(acknowledge(49));
    EXPECT_EQ(sender.acknowledged(), Sequence{49});
    EXPECT_EQ(sender.next_deadline(), std::nullopt);
}

// A gap that is lost is told again, with what was trimmed since.
TEST_F(EventSenderGapTest, tells_again) {
    say(60, short_text);
    journal.trim({20});
    reopen();
    send();
    EXPECT_EQ(wait_for_deadline(), milliseconds(500));
    journal.trim({50});
    EXPECT_THAT(send(), ElementsAre("gap 1-49 trimmed"));
    EXPECT_EQ(wait_for_deadline(), milliseconds(1000));
    EXPECT_THAT(send(), ElementsAre("gap 1-49 trimmed"));
    EXPECT_TRUE(acknowledge(49));
    EXPECT_THAT(send(), ElementsAre("50-60"));
}

// A gap that was told once measures the round trip as events do.
TEST_F(EventSenderGapTest, measures_the_round_trip) {
    say(60, short_text);
    journal.trim({50});
    reopen();
    send();
    now += milliseconds(100);
    EXPECT_TRUE(acknowledge(49));
    EXPECT_EQ(sender.timeout(), milliseconds(300));
}

// What is trimmed while it is on the way becomes a gap if it has to be sent again.
TEST_F(EventSenderGapTest, tells_what_is_trimmed_on_the_way) {
    say(300);
    reopen();
    EXPECT_EQ(send(), singles(1, 10));
    EXPECT_TRUE(acknowledge(1, {4, 5}));
    journal.trim({4});
    log->at({280}); // The log remembers what it read last; this is something else.
    wait_for_deadline();
    EXPECT_THAT(send(), ElementsAre("gap 2-3 trimmed"));
    EXPECT_TRUE(acknowledge(5));
    EXPECT_THAT(send(), ElementsAre("6", "7", "8"));
}

// The gap may reach beyond everything that was on the way.
TEST_F(EventSenderGapTest, tells_what_is_trimmed_beyond_the_way) {
    say(300);
    reopen();
    send();
    journal.trim({270});
    log->at({280});
    wait_for_deadline();
    EXPECT_THAT(send(), ElementsAre("gap 1-269 trimmed"));
    EXPECT_TRUE(acknowledge(9)); // What was on the way has arrived after all, in part.
    EXPECT_THAT(send(), ElementsAre("gap 10-269 trimmed"));
    EXPECT_TRUE(acknowledge(269));
    EXPECT_EQ(next(), "270");
}

// What was on the way and arrives needs no gap, trimmed or not.
TEST_F(EventSenderGapTest, tells_nothing_of_what_arrived) {
    say(300);
    reopen();
    send();
    journal.trim({8});
    log->at({280});
    EXPECT_TRUE(acknowledge(8));
    EXPECT_EQ(next(), "11");
    wait_for_deadline();
    EXPECT_EQ(next(), "9");
}

// If everything is trimmed, the gap is everything.
TEST_F(EventSenderGapTest, tells_that_everything_is_trimmed) {
    say(60, short_text);
    journal.trim({61});
    reopen();
    EXPECT_THAT(send(), ElementsAre("gap 1-60 trimmed"));
    EXPECT_TRUE(acknowledge(60));
    EXPECT_THAT(send(), IsEmpty());
}

// A journal that cannot be read is no gap; in a later turn it may be read again.
TEST_F(EventSenderGapTest, makes_no_gap_of_an_error) {
    say(60, short_text);
    journal.trim({50});
    reopen();
    log->at({1});
    journal.read_fails = true;
    EXPECT_THAT(send(), IsEmpty());
    EXPECT_EQ(sender.next_deadline(), std::nullopt);
    journal.read_fails = false;
    EXPECT_THAT(send(), IsEmpty());
    EXPECT_TRUE(log->take_error());
    EXPECT_THAT(send(), ElementsAre("gap 1-49 trimmed"));
}

} // namespace
} // namespace chatroom
