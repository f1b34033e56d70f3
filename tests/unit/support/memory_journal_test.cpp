// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/memory_journal.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace chatroom {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class MemoryJournalTest : public ::testing::Test {
protected:
    static Event event(std::uint64_t sequence) {
        return {.sequence = {sequence}, .time = {}, .name = {}, .text = {}};
    }

    static Record record(std::uint64_t sequence, std::vector<Fact> facts = {}) {
        return {.event = event(sequence), .member = {}, .facts = std::move(facts)};
    }

    static Fact fact(std::uint8_t kind, std::string key, std::optional<std::string> bytes) {
        return {.kind = kind, .key = std::move(key), .bytes = std::move(bytes)};
    }
};

// An empty journal has no head, no facts and no events, and has decided nothing.
TEST_F(MemoryJournalTest, begins_empty) {
    MemoryJournal journal;
    EXPECT_EQ(journal.head(), Sequence{0});
    EXPECT_THAT(journal.facts().value(), IsEmpty());
    EXPECT_THAT(journal.latest(10).value(), IsEmpty());
    EXPECT_THAT(journal.read({1}, 10).value(), IsEmpty());
    EXPECT_EQ(journal.oldest(), Sequence{1});
    EXPECT_THAT(journal.take_decided(), IsEmpty());
    EXPECT_EQ(journal.wakes_by(), -1);
}

// A batch is decided when append() returns, and told once.
TEST_F(MemoryJournalTest, decides_at_once) {
    MemoryJournal journal;
    const Batch batch{{record(1), record(2)}};
    journal.append({7}, batch);
    const auto decided = journal.take_decided();
    ASSERT_THAT(decided, SizeIs(1));
    EXPECT_EQ(decided[0].ticket, Ticket{7});
    EXPECT_EQ(decided[0].batch.value(), batch);
    EXPECT_THAT(journal.take_decided(), IsEmpty());
    EXPECT_EQ(journal.head(), Sequence{2});
}

// Facts take the place of those of the same kind and key, or erase them.
TEST_F(MemoryJournalTest, keeps_facts) {
    MemoryJournal journal;
    journal.append({1}, {{record(1, {fact(1, "b", "x"), fact(1, "a", "y"), fact(2, "a", "z")})}});
    journal.append({2}, {{{.event = {}, .member = {}, .facts = {fact(1, "b", "new")}}}});
    journal.append({3}, {{record(2, {fact(1, "a", std::nullopt)})}});
    EXPECT_THAT(journal.facts().value(), ElementsAre(fact(1, "b", "new"), fact(2, "a", "z")));
    EXPECT_EQ(journal.head(), Sequence{2});
}

// The latest events, and those from a number on, come oldest first, as many as are asked for.
TEST_F(MemoryJournalTest, reads_events) {
    MemoryJournal journal;
    journal.append({1}, {{record(1), record(2), record(3)}});
    EXPECT_THAT(journal.latest(2).value(), ElementsAre(event(2), event(3)));
    EXPECT_THAT(journal.latest(9).value(), SizeIs(3));
    EXPECT_THAT(journal.read({2}, 1).value(), ElementsAre(event(2)));
    EXPECT_THAT(journal.read({0}, 9).value(), SizeIs(3));
    EXPECT_THAT(journal.read({4}, 9).value(), IsEmpty());
}

// Only the last events are kept; the head stays.
TEST_F(MemoryJournalTest, forgets_the_oldest) {
    MemoryJournal journal(2);
    journal.append({1}, {{record(1), record(2), record(3)}});
    EXPECT_EQ(journal.oldest(), Sequence{2});
    EXPECT_THAT(journal.read({1}, 9).value(), ElementsAre(event(2), event(3)));
    EXPECT_EQ(journal.head(), Sequence{3});
}

// What is recalled has no text any more.
TEST_F(MemoryJournalTest, forgets_what_is_recalled) {
    MemoryJournal journal;
    auto announced = record(1);
    announced.event->text = "secret";
    auto tombstone = record(2);
    tombstone.event->kind = EventKind::recalled;
    tombstone.event->about = {1};
    journal.append({1}, {{announced}});
    journal.append({2}, {{tombstone}});
    EXPECT_THAT(journal.read({1}, 9).value(), ElementsAre(event(1), *tombstone.event));
}

} // namespace
} // namespace chatroom
