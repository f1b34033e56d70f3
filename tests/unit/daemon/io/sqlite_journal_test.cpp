// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/daemon/io/sqlite_journal_fixture.hpp"

#include <algorithm>

namespace chatroom {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class SqliteJournalTest : public SqliteJournalFixture {};

// A new journal is empty.
TEST_F(SqliteJournalTest, NewIsEmpty) {
    open();
    EXPECT_EQ(journal->head(), Sequence{0});
    EXPECT_THAT(facts(), IsEmpty());
    EXPECT_THAT(latest(), IsEmpty());
    EXPECT_THAT(read(1, 10), IsEmpty());
    EXPECT_THAT(journal->take_decided(), IsEmpty());
    EXPECT_EQ(journal->wakes_by(), -1);
    EXPECT_EQ(journal->oldest(), Sequence{1});
}

// Every kind of event comes back as it went in, also from a file that is opened again.
TEST_F(SqliteJournalTest, RoundTrip) {
    auto from_sealed = said(6, "sealed");
    from_sealed.event->client_sequence = 0xFFFF'FFFFU;
    auto of_a_newer_version = record(10, EventKind{77}, "小明", "recalled");
    of_a_newer_version.event->about = {2};
    const std::vector records{
        record(1, EventKind::entered, "小明"),
        said(2, "你好，世界 🙂  "),
        said(3, ""),
        said(4, std::string(960, 'x')),
        said(5, std::string("nul \0 and '; DROP TABLE events; --", 34),
             start + std::chrono::seconds(1)),
        from_sealed,
        record(7, EventKind::left, "小明"),
        record(8, EventKind::kicked, "Bob", "原因"),
        record(9, EventKind::announced, "", "公告"),
        of_a_newer_version,
    };
    const auto expected = events_of(records);
    open();
    append(records);
    EXPECT_EQ(latest(), expected);
    open();
    EXPECT_EQ(latest(), expected);
    EXPECT_EQ(journal->head(), Sequence{10});
    EXPECT_EQ(latest(2), std::vector<Event>(expected.end() - 2, expected.end()));
    EXPECT_THAT(latest(0), IsEmpty());
}

// Reading begins at any number and ends after as many events as were asked for.
TEST_F(SqliteJournalTest, ReadsFromANumber) {
    open({.keep_events = 3});
    const std::vector records{said(1, "a"), said(2, "b"), said(3, "c"), said(4, "d")};
    append(records);
    tidy();
    EXPECT_EQ(journal->oldest(), Sequence{2});
    const auto kept = events_of({records.begin() + 1, records.end()});
    EXPECT_EQ(read(0, 9), kept);
    EXPECT_EQ(read(2, 3), kept);
    EXPECT_THAT(read(3, 1), ElementsAre(*records[2].event));
    EXPECT_THAT(read(4, 9), ElementsAre(*records[3].event));
    EXPECT_THAT(read(5, 9), IsEmpty());
    EXPECT_THAT(read(2, 0), IsEmpty());
    open();
    EXPECT_EQ(journal->oldest(), Sequence{2});
}

// A fact takes the place of that of the same kind and key, until it is erased; keys and bytes may
// be any, and a change needs no event.
TEST_F(SqliteJournalTest, KeepsFacts) {
    const std::string zeros(3, '\0');
    open();
    append({with_facts(1, {fact("b", "old"), fact("a", zeros), fact("b", "x", 2), fact("", "")})});
    append_facts({fact("b", "new"), fact(zeros, "y"), fact("b", std::nullopt, 2),
                  fact("nothing", std::nullopt)});
    const auto expected =
        ElementsAre(fact("", ""), fact(zeros, "y"), fact("a", zeros), fact("b", "new"));
    EXPECT_THAT(facts(), expected);
    open();
    EXPECT_THAT(facts(), expected);
    EXPECT_EQ(journal->head(), Sequence{1});
}

// Of what one batch says about a fact the last word holds.
TEST_F(SqliteJournalTest, KeepsTheLastWordAboutAFact) {
    open();
    append({with_facts(1, {fact("a", "1"), fact("b", "1")}),
            with_facts(2, {fact("a", std::nullopt), fact("b", std::nullopt)}),
            with_facts(3, {fact("b", "2")})});
    EXPECT_THAT(facts(), ElementsAre(fact("b", "2")));
}

// A fact stays when the event by which it came is trimmed, and so does the number.
TEST_F(SqliteJournalTest, FactsAndHeadOutliveTheirEvents) {
    open({.keep_events = 1});
    append({with_facts(1, {fact("a", "1")}), said(2, "x"), said(3, "x")});
    append({said(4, "x")});
    tidy();
    EXPECT_THAT(sequences(), ElementsAre(4));
    open({.keep_events = 1});
    EXPECT_EQ(journal->head(), Sequence{4});
    EXPECT_THAT(facts(), ElementsAre(fact("a", "1")));
}

// What is decided is told once, with the batch as it was appended.
TEST_F(SqliteJournalTest, DecidesAtOnce) {
    open();
    const Batch batch{{with_facts(1, {fact("a", "1")})}};
    journal->append({3}, batch);
    const auto decided = journal->take_decided();
    ASSERT_EQ(decided.size(), 1U);
    EXPECT_EQ(decided[0].ticket, Ticket{3});
    EXPECT_EQ(decided[0].batch.value(), batch);
    EXPECT_THAT(journal->take_decided(), IsEmpty());
}

// There are never more events than the limit says, also with a small one; the oldest go, some more
// than have to at a time.
TEST_F(SqliteJournalTest, KeepsSoManyEvents) {
    for (const std::uint64_t limit : {1U, 7U, 1000U}) {
        file = directory.path() / std::to_string(limit) / "room.db";
        std::filesystem::create_directory(file.parent_path());
        open({.keep_events = limit});
        for (std::uint64_t first = 1; first <= 3001; first += 100) {
            std::vector<Record> records;
            for (auto sequence = first; sequence < first + 100; ++sequence) {
                records.push_back(said(sequence, "x"));
            }
            append(records);
            tidy();
            const auto kept = sequences();
            EXPECT_EQ(kept.back(), first + 99);
            EXPECT_LE(kept.size(), limit);
            EXPECT_GE(kept.size(), std::min(first + 99, limit - limit / 10));
            EXPECT_EQ(kept.front(), kept.back() - kept.size() + 1) << "there is a hole";
        }
    }
}

// A daemon that is often started again keeps to the limit as well.
TEST_F(SqliteJournalTest, RestartsDoNotPutTrimmingOff) {
    for (std::uint64_t sequence = 1; sequence <= 5; ++sequence) {
        open({.keep_events = 2});
        append({said(sequence, "x")});
        tidy();
    }
    EXPECT_THAT(sequences(), ElementsAre(4, 5));
}

// Events that are too old by a clock that is trusted go, also in a room where nothing is said; the
// latest event stays.
TEST_F(SqliteJournalTest, KeepsSoManyDays) {
    const auto after = [](auto time) { return start + std::chrono::days(2) + time; };
    open({.keep_days = std::chrono::days(2)});
    append({said(1, "a")});
    append({said(2, "b", start + std::chrono::days(1))});
    append({said(3, "c", start + std::chrono::days(30))});
    EXPECT_TRUE(journal->needs_tidying());
    tidy();
    tidy(after(std::chrono::seconds(0)));
    EXPECT_THAT(sequences(), ElementsAre(1, 2, 3));
    tidy(after(std::chrono::milliseconds(1)));
    EXPECT_THAT(sequences(), ElementsAre(2, 3));
    EXPECT_EQ(journal->oldest(), Sequence{2});
    tidy(after(std::chrono::days(400)));
    EXPECT_THAT(sequences(), ElementsAre(3));
    EXPECT_EQ(trimmed_by_age, 2U);
}

// No more go by age at once than may; what is too much goes all the same.
TEST_F(SqliteJournalTest, TrimsNoMoreByAgeThanItMay) {
    open({.keep_events = 100});
    std::vector<Record> records;
    for (std::uint64_t sequence = 1; sequence <= 103; ++sequence) {
        records.push_back(said(sequence, "x"));
    }
    append(records);
    const auto late = start + std::chrono::days(366);
    EXPECT_EQ(journal->tidy({.time = late, .most_by_age = 2}).trimmed_by_age, 2U);
    EXPECT_EQ(journal->oldest(), Sequence{16}) << "3 are too many, 10 more go ahead, 2 by age";
    EXPECT_EQ(journal->tidy({.time = late, .most_by_age = 0}).trimmed_by_age, 0U);
    EXPECT_EQ(journal->oldest(), Sequence{16});
}

// An event whose time is wrong leaves no hole: what stands behind one that is kept is kept, too.
TEST_F(SqliteJournalTest, TrimsFromTheFrontOnly) {
    open({.keep_days = std::chrono::days(2)});
    append({said(1, "a"), said(2, "b", start + std::chrono::days(9)), said(3, "c"), said(4, "d")});
    tidy(start + std::chrono::days(10));
    EXPECT_THAT(sequences(), ElementsAre(2, 3, 4));
}

// Other limits hold from the next trim on.
TEST_F(SqliteJournalTest, LimitsCanChange) {
    open();
    append({said(1, "x"), said(2, "x"), said(3, "x")});
    journal->configure({.keep_events = 1});
    tidy();
    EXPECT_THAT(sequences(), ElementsAre(3));
}

// A limit that is much smaller is reached in many parts, none of which delays anybody for long, and
// the file becomes small: what was trimmed takes no place on the disk.
TEST_F(SqliteJournalTest, ShrinksStepByStep) {
    open();
    std::vector<Record> records;
    for (std::uint64_t sequence = 1; sequence <= 20'000; ++sequence) {
        records.push_back(said(sequence, std::string(400, 'x')));
    }
    append(records);
    open();
    const auto full = std::filesystem::file_size(file);
    journal->configure({.keep_events = 10});
    const auto once = journal->tidy({});
    EXPECT_TRUE(once.has_more);
    EXPECT_EQ(once.trimmed_by_age, 0U);
    EXPECT_EQ(journal->oldest(), Sequence{251});
    EXPECT_GE(tidy(), 79);
    EXPECT_EQ(sequences().size(), 9U);
    open();
    EXPECT_LT(std::filesystem::file_size(file), full / 4);
    EXPECT_EQ(sequences().size(), 9U);
}

// Who cannot trim says why, and keeps what is said all the same.
TEST_F(SqliteJournalTest, SaysThatItCannotTrim) {
    open({.keep_events = 1});
    append({said(1, "x"), said(2, "x")});
    journal.reset();
    execute("CREATE TRIGGER stop BEFORE DELETE ON events BEGIN SELECT raise(ABORT, 'stopped');"
            " END");
    open({.keep_events = 1});
    EXPECT_EQ(journal->tidy({}).error.value().message, file.string() + ": stopped");
    append({said(3, "x")});
    EXPECT_THAT(sequences(), ElementsAre(1, 2, 3));
}

// A number that is taken fails the whole append: nothing is kept, and the journal goes on.
TEST_F(SqliteJournalTest, AppendIsAllOrNothing) {
    open();
    append({with_facts(1, {fact("a", "1")})});
    EXPECT_NE(try_append({said(2, "a"), with_facts(3, {fact("a", std::nullopt), fact("b", "1")}),
                          said(2, "b"), said(4, "c")}),
              "");
    EXPECT_EQ(journal->head(), Sequence{1});
    EXPECT_THAT(sequences(), ElementsAre(1));
    EXPECT_THAT(facts(), ElementsAre(fact("a", "1")));
    append({said(2, "d"), with_facts(3, {fact("b", "1")})});
    EXPECT_THAT(sequences(), ElementsAre(1, 2, 3));
    EXPECT_THAT(facts(), ElementsAre(fact("a", "1"), fact("b", "1")));
}

} // namespace
} // namespace chatroom
