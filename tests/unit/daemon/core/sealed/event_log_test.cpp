// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/core/sealed/event_log.hpp"
#include "tests/unit/daemon/core/sealed/holed_journal.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace chatroom {
namespace {

class EventLogTest : public ::testing::Test {
protected:
    /// So many events are in the journal before the log is opened.
    void open_after(int count) {
        for (int number = 0; number < count; ++number) {
            journal.announce("old");
        }
        log.emplace(journal, journal.head());
    }

    /// So many more are appended, in one turn.
    void append(int count) {
        std::vector<Event> records;
        for (int number = 0; number < count; ++number) {
            records.push_back(journal.announce("new"));
        }
        log->appended(records);
    }

    /// The text of an event, "" if there is none.
    std::string text_at(std::uint64_t sequence) {
        const auto* event = log->at({sequence});
        if (event != nullptr) {
            EXPECT_EQ(event->sequence, Sequence{sequence});
        }
        return event != nullptr ? event->text : "";
    }

    HoledJournal journal;
    std::optional<EventLog> log;
};

// An empty journal has no event of any number.
TEST_F(EventLogTest, is_empty_with_the_journal) {
    open_after(0);
    EXPECT_EQ(log->head(), Sequence{0});
    EXPECT_EQ(text_at(0), "");
    EXPECT_EQ(text_at(1), "");
    EXPECT_EQ(log->first_from({1}), Sequence{1});
    EXPECT_EQ(log->before_latest(5), Sequence{0});
    EXPECT_FALSE(log->is_trimmed({1}));
}

// What was appended is known without reading, each by its number.
TEST_F(EventLogTest, remembers_what_is_appended) {
    open_after(0);
    append(3);
    EXPECT_EQ(log->head(), Sequence{3});
    EXPECT_EQ(text_at(1), "new");
    EXPECT_EQ(text_at(3), "new");
    EXPECT_EQ(text_at(4), "");
    EXPECT_EQ(journal.reads, 0);
}

// What is older is read from the journal, one window at a time.
TEST_F(EventLogTest, reads_what_is_older_by_the_window) {
    open_after(1000);
    append(1);
    for (std::uint64_t sequence = 101; sequence <= 101 + 255; ++sequence) {
        EXPECT_EQ(text_at(sequence), "old");
    }
    EXPECT_EQ(journal.reads, 1);
    EXPECT_EQ(text_at(357), "old");
    EXPECT_EQ(journal.reads, 2);
    EXPECT_EQ(text_at(1001), "new");
    EXPECT_EQ(journal.reads, 2);
}

// A place in front of what was read is read anew.
TEST_F(EventLogTest, reads_backwards_too) {
    open_after(1000);
    EXPECT_EQ(text_at(500), "old");
    EXPECT_EQ(text_at(499), "old");
    EXPECT_EQ(text_at(500), "old");
    EXPECT_EQ(journal.reads, 2);
}

// What is read to the head and appended later meet without a hole.
TEST_F(EventLogTest, goes_on_from_the_old_to_the_new) {
    open_after(10);
    EXPECT_EQ(text_at(10), "old");
    append(2);
    EXPECT_EQ(text_at(10), "old");
    EXPECT_EQ(text_at(11), "new");
    EXPECT_EQ(text_at(12), "new");
    EXPECT_EQ(journal.reads, 1);
}

// However much is appended, so many events are kept in memory; the others are still there.
TEST_F(EventLogTest, remembers_a_limited_number) {
    open_after(0);
    append(1);
    append(static_cast<int>(EventLog::recent) / 2);
    append(static_cast<int>(EventLog::recent) / 2);
    EXPECT_EQ(text_at(2), "new");
    EXPECT_EQ(journal.reads, 0);
    EXPECT_EQ(text_at(1), "new");
    EXPECT_EQ(journal.reads, 1);
}

// What one turn appends is all in memory, with what may be on the way to who was at the head before
// it, until the room rests: then the latest are.
TEST_F(EventLogTest, remembers_a_whole_turn) {
    constexpr int count = 2 * EventLog::recent;
    open_after(0);
    append(sealed::event_window);
    append(count);
    EXPECT_EQ(text_at(1), "new");
    EXPECT_FALSE(log->is_old({1}));
    EXPECT_EQ(journal.reads, 0);
    log->rest();
    EXPECT_TRUE(log->is_old({count + sealed::event_window - EventLog::recent}));
    EXPECT_FALSE(log->is_old({count + sealed::event_window - EventLog::recent + 1}));
    EXPECT_EQ(text_at(count), "new");
    EXPECT_EQ(journal.reads, 0);
}

// A number that was never given has no event, and that is not asked twice.
TEST_F(EventLogTest, knows_holes) {
    open_after(3);
    journal.skip(3);
    journal.announce("old");
    log.emplace(journal, journal.head());
    EXPECT_EQ(text_at(3), "old");
    EXPECT_EQ(text_at(4), "");
    EXPECT_EQ(text_at(6), "");
    EXPECT_EQ(text_at(7), "old");
    EXPECT_EQ(journal.reads, 1);
    EXPECT_EQ(log->first_from({4}), Sequence{7});
    EXPECT_FALSE(log->is_trimmed({6}));
}

// A hole between what was appended does not shift anything.
TEST_F(EventLogTest, knows_holes_between_what_is_appended) {
    open_after(1);
    EXPECT_EQ(text_at(1), "old");
    append(2);
    journal.skip(2);
    append(2);
    EXPECT_EQ(text_at(1), "old");
    EXPECT_EQ(text_at(2), "new");
    EXPECT_EQ(text_at(3), "new");
    EXPECT_EQ(text_at(4), "");
    EXPECT_EQ(text_at(5), "");
    EXPECT_EQ(text_at(6), "new");
    EXPECT_EQ(text_at(7), "new");
    EXPECT_EQ(text_at(8), "");
}

// A hole in the middle of one turn's records is one as well.
TEST_F(EventLogTest, knows_holes_within_a_turn) {
    open_after(0);
    std::vector<Event> records{journal.announce("a")};
    journal.skip(1);
    records.push_back(journal.announce("b"));
    log->appended(records);
    EXPECT_EQ(text_at(1), "a");
    EXPECT_EQ(text_at(2), "");
    EXPECT_EQ(text_at(3), "b");
}

// A hole at the end, as a crash leaves it, reaches up to the head.
TEST_F(EventLogTest, knows_a_hole_at_the_end) {
    open_after(3);
    journal.skip(5);
    log.emplace(journal, journal.head());
    EXPECT_EQ(log->head(), Sequence{8});
    EXPECT_EQ(text_at(4), "");
    EXPECT_EQ(log->first_from({4}), Sequence{9});
    EXPECT_FALSE(log->is_trimmed({8}));
    append(1);
    EXPECT_EQ(text_at(9), "new");
    EXPECT_EQ(text_at(8), "");
}

// What is trimmed is gone, and is told from what never was.
TEST_F(EventLogTest, knows_what_is_trimmed) {
    open_after(10);
    journal.trim({6});
    EXPECT_EQ(text_at(5), "");
    EXPECT_EQ(text_at(6), "old");
    EXPECT_EQ(log->first_from({1}), Sequence{6});
    EXPECT_EQ(log->before_latest(100), Sequence{5});
    EXPECT_TRUE(log->is_trimmed({5}));
    EXPECT_FALSE(log->is_trimmed({6}));
}

// Numbers that are left out in the middle of a day are a hole as those of a restart.
TEST_F(EventLogTest, leaves_out_numbers) {
    open_after(0);
    append(3);
    journal.skip(7);
    log->leave_out({10});
    log->leave_out({5});
    EXPECT_EQ(log->head(), Sequence{10});
    EXPECT_EQ(text_at(3), "new");
    EXPECT_EQ(text_at(4), "");
    EXPECT_EQ(text_at(10), "");
    append(1);
    EXPECT_EQ(text_at(11), "new");
    EXPECT_EQ(text_at(3), "new");
    EXPECT_EQ(log->first_from({4}), Sequence{11});
}

// A journal that kept nothing has trimmed everything.
TEST_F(EventLogTest, knows_when_everything_is_trimmed) {
    open_after(10);
    journal.trim({11});
    EXPECT_EQ(text_at(10), "");
    EXPECT_EQ(log->first_from({1}), Sequence{11});
    EXPECT_EQ(log->before_latest(100), Sequence{10});
    EXPECT_TRUE(log->is_trimmed({10}));
    EXPECT_FALSE(log->is_trimmed({11}));
}

// The latest events are counted by what there is, not by numbers.
TEST_F(EventLogTest, counts_the_latest) {
    open_after(3);
    journal.skip(100);
    append(2);
    EXPECT_EQ(log->before_latest(0), Sequence{105});
    EXPECT_EQ(log->before_latest(2), Sequence{103});
    EXPECT_EQ(log->before_latest(3), Sequence{2});
    EXPECT_EQ(log->before_latest(9), Sequence{0});
    journal.read_fails = true;
    EXPECT_EQ(log->before_latest(3), Sequence{105});
    EXPECT_TRUE(log->take_error());
}

// If the journal cannot be read, that is told once; it is tried again when it was.
TEST_F(EventLogTest, tells_what_it_cannot_read) {
    open_after(10);
    EXPECT_EQ(text_at(7), "old");
    EXPECT_FALSE(log->take_error());
    journal.read_fails = true;
    EXPECT_EQ(text_at(5), "");
    const int reads = journal.reads;
    EXPECT_EQ(text_at(4), "");
    EXPECT_EQ(log->first_from({4}), std::nullopt);
    EXPECT_EQ(journal.reads, reads);
    EXPECT_EQ(log->take_error().value().message, "disk broken");
    EXPECT_FALSE(log->take_error());
    EXPECT_EQ(log->first_from({5}), std::nullopt);
    EXPECT_TRUE(log->take_error());
    journal.read_fails = false;
    EXPECT_EQ(text_at(5), "old");
    EXPECT_EQ(log->first_from({5}), Sequence{5});
    EXPECT_FALSE(log->take_error());
}

// What is in memory needs no journal that can be read.
TEST_F(EventLogTest, knows_the_latest_while_the_journal_is_broken) {
    open_after(10);
    append(1);
    EXPECT_EQ(text_at(3), "old");
    journal.read_fails = true;
    EXPECT_EQ(text_at(11), "new");
    EXPECT_EQ(text_at(4), "old");
    EXPECT_FALSE(log->take_error());
}

// What is recalled has no text any more, wherever it is kept; everything else stays.
TEST_F(EventLogTest, forgets_what_is_recalled) {
    open_after(3);
    EXPECT_EQ(text_at(2), "old");
    append(2);
    const auto first = journal.happen(EventKind::recalled, "", {2});
    const auto second = journal.happen(EventKind::recalled, "", {5});
    log->appended({first, second});
    EXPECT_EQ(text_at(2), "");
    EXPECT_EQ(text_at(5), "");
    EXPECT_EQ(text_at(1), "old");
    EXPECT_EQ(text_at(4), "new");
    EXPECT_EQ(log->at({7})->about, Sequence{5});
}

} // namespace
} // namespace chatroom
