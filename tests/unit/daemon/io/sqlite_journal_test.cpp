// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/daemon/io/sqlite_journal_fixture.hpp"

#include <algorithm>

namespace chatroom {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

class SqliteJournalTest : public SqliteJournalFixture {};

// A new journal is empty.
TEST_F(SqliteJournalTest, NewIsEmpty) {
    open();
    EXPECT_EQ(journal->head(), Sequence{0});
    EXPECT_THAT(members(), IsEmpty());
    EXPECT_THAT(names(), IsEmpty());
    EXPECT_THAT(latest(), IsEmpty());
    EXPECT_THAT(read(1, 10), IsEmpty());
    EXPECT_EQ(try_append({}), "");
    EXPECT_EQ(journal->head(), Sequence{0});
    EXPECT_EQ(journal->oldest(), Sequence{1});
}

// Every kind of event comes back as it went in, also from a file that is opened again.
TEST_F(SqliteJournalTest, RoundTrip) {
    auto from_sealed = said(6, "sealed");
    from_sealed.event.client_sequence = 0xFFFF'FFFFU;
    const std::vector records{
        entered(1, "小明"),
        said(2, "你好，世界 🙂  "),
        said(3, ""),
        said(4, std::string(960, 'x')),
        said(5, std::string("nul \0 and '; DROP TABLE events; --", 34),
             start + std::chrono::seconds(1)),
        from_sealed,
        record(7, EventKind::left, "小明"),
        record(8, EventKind::kicked, "Bob", "原因"),
        record(9, EventKind::announced, "", "公告"),
    };
    const auto expected = events_of(records);
    open();
    append(records);
    EXPECT_EQ(latest(), expected);
    open();
    EXPECT_EQ(latest(), expected);
    EXPECT_EQ(journal->head(), Sequence{9});
    EXPECT_EQ(latest(2), std::vector<Event>(expected.end() - 2, expected.end()));
    EXPECT_THAT(latest(0), IsEmpty());
}

// An administrator can look up from where somebody entered; also of those who came in one turn.
TEST_F(SqliteJournalTest, KeepsWhereSomebodyEnteredFrom) {
    open();
    append({entered(1, "Ann"), said(2, "hi"), entered(3, "Bob", other_address), said(4, "hi"),
            entered(5, "Eve")});
    journal.reset();
    SQLite::Database database(file.string());
    SQLite::Statement query(database, "SELECT ifnull(address, '') FROM events ORDER BY sequence");
    std::vector<std::string> addresses;
    while (query.executeStep()) {
        addresses.push_back(query.getColumn(0).getString());
    }
    EXPECT_THAT(addresses,
                ElementsAre("192.168.1.7:40123", "", "[fe80::1%2]:40123", "", "192.168.1.7:40123"));
}

// Reading begins at any number and ends after as many events as were asked for.
TEST_F(SqliteJournalTest, ReadsFromANumber) {
    open({.keep_events = 3});
    const std::vector records{said(1, "a"), said(2, "b"), said(3, "c"), said(4, "d")};
    append(records);
    EXPECT_EQ(journal->oldest(), Sequence{2});
    const auto kept = events_of({records.begin() + 1, records.end()});
    EXPECT_EQ(read(0, 9), kept);
    EXPECT_EQ(read(2, 3), kept);
    EXPECT_THAT(read(3, 1), ElementsAre(records[2].event));
    EXPECT_THAT(read(4, 9), ElementsAre(records[3].event));
    EXPECT_THAT(read(5, 9), IsEmpty());
    EXPECT_THAT(read(2, 0), IsEmpty());
    open();
    EXPECT_EQ(journal->oldest(), Sequence{2});
}

// The members are those who entered and have neither left nor been kicked, in the order of entry.
TEST_F(SqliteJournalTest, MembersAreWhatTheEventsMake) {
    open();
    append({entered(1, "甲"), entered(2, "乙", other_address), entered(3, "丙"), entered(4, "丁")});
    append({record(5, EventKind::left, "甲"), record(6, EventKind::kicked, "丙"), said(7, "x"),
            entered(8, "甲", other_address), record(9, EventKind::left, "nobody")});
    const auto expected = ElementsAre(member(2, "乙", other_address), member(4, "丁"),
                                      member(8, "甲", other_address));
    EXPECT_THAT(members(), expected);
    open();
    EXPECT_THAT(members(), expected);
}

// The address of ours that a member talks to is kept with it.
TEST_F(SqliteJournalTest, MembersKeepTheWayToThem) {
    open();
    auto record = entered(1, "小明");
    record.address->local = parse_ip("192.168.1.1").value();
    append({record});
    open();
    ASSERT_EQ(members().size(), 1U);
    EXPECT_EQ(members().front().address.local, parse_ip("192.168.1.1"));
}

// A sealed member keeps the key it entered with.
TEST_F(SqliteJournalTest, MembersKeepTheirKeys) {
    open();
    append({entered(1, "甲", address, key(7)), entered(2, "乙")});
    open();
    EXPECT_THAT(members(), ElementsAre(member(1, "甲", address, key(7)), member(2, "乙")));
}

// A move changes where its member is reached, also that of a member who entered in the same turn;
// it needs no event.
TEST_F(SqliteJournalTest, MembersMove) {
    auto there = other_address;
    there.local = parse_ip("fe80::2").value();
    open();
    append({entered(1, "甲"), entered(2, "乙")});
    append(Batch{.records = {entered(3, "丙")},
                 .names = {},
                 .released = {},
                 .moves = {{.entered = {3}, .address = there}}});
    append(
        Batch{.records = {},
              .names = {},
              .released = {},
              .moves = {{.entered = {1}, .address = there}, {.entered = {9}, .address = there}}});
    open();
    EXPECT_EQ(journal->head(), Sequence{3});
    EXPECT_THAT(members(),
                ElementsAre(member(1, "甲", there), member(2, "乙"), member(3, "丙", there)));
    EXPECT_EQ(members().at(0).address.local, there.local);
    EXPECT_EQ(members().at(2).address.local, there.local);
}

// Names are kept in place of those of the same text, until they are released.
TEST_F(SqliteJournalTest, KeepsNames) {
    open();
    append(Batch{.records = {said(1, "x")},
                 .names = {name("甲", 1), name("Bob", 2), name("bob", 3)},
                 .released = {},
                 .moves = {}});
    EXPECT_THAT(names(), UnorderedElementsAre(name("甲", 1), name("Bob", 2), name("bob", 3)));
    append(
        Batch{.records = {}, .names = {name("Bob", 4)}, .released = {"甲", "nobody"}, .moves = {}});
    const auto expected = UnorderedElementsAre(name("Bob", 4), name("bob", 3));
    EXPECT_THAT(names(), expected);
    open();
    EXPECT_THAT(names(), expected);
    EXPECT_EQ(journal->head(), Sequence{1});
}

// A name that is released and taken in one turn belongs to whom took it.
TEST_F(SqliteJournalTest, TakesNamesAfterItReleasedThem) {
    open();
    append(Batch{.records = {}, .names = {name("Bob", 1)}, .released = {}, .moves = {}});
    append(Batch{.records = {}, .names = {name("Bob", 2)}, .released = {"Bob"}, .moves = {}});
    EXPECT_THAT(names(), ElementsAre(name("Bob", 2)));
}

// A member stays when the event by which it entered is trimmed, and so does the number.
TEST_F(SqliteJournalTest, MembersAndHeadOutliveTheirEvents) {
    open({.keep_events = 1});
    append({entered(1, "小明"), said(2, "x"), said(3, "x")});
    EXPECT_THAT(sequences(), ElementsAre(3));
    open({.keep_events = 1});
    EXPECT_EQ(journal->head(), Sequence{3});
    EXPECT_THAT(members(), ElementsAre(member(1, "小明")));
}

// The events above the limit go, the oldest first, at the latest a thousand events later.
TEST_F(SqliteJournalTest, KeepsSoManyEvents) {
    open({.keep_events = 1000});
    for (std::uint64_t first = 1; first <= 3001; first += 100) {
        std::vector<Record> records;
        for (auto sequence = first; sequence < first + 100; ++sequence) {
            records.push_back(said(sequence, "x"));
        }
        append(records);
    }
    const auto kept = sequences();
    EXPECT_EQ(kept.back(), 3100U);
    EXPECT_GE(kept.size(), 1000U);
    EXPECT_LE(kept.size(), 2000U);
    EXPECT_EQ(kept.front(), kept.back() - kept.size() + 1) << "there is a hole";
}

// A trim follows the last one after a thousand events, and not before.
TEST_F(SqliteJournalTest, TrimsEveryThousandEvents) {
    open({.keep_events = 1});
    for (std::uint64_t sequence = 1; sequence <= 1000; ++sequence) {
        append({said(sequence, "x")});
    }
    EXPECT_EQ(journal->oldest(), Sequence{1});
    append({said(1001, "x")});
    EXPECT_THAT(sequences(), ElementsAre(1001));
}

// A daemon that is often started again keeps to the limit as well.
TEST_F(SqliteJournalTest, RestartsDoNotPutTrimmingOff) {
    for (std::uint64_t sequence = 1; sequence <= 5; ++sequence) {
        open({.keep_events = 2});
        append({said(sequence, "x")});
    }
    EXPECT_THAT(sequences(), ElementsAre(4, 5));
}

// Events that are too old go, even in a room where little is said; the latest event stays.
TEST_F(SqliteJournalTest, KeepsSoManyDays) {
    open({.keep_days = std::chrono::days(2)});
    append({said(1, "a")});
    append({said(2, "b", start + std::chrono::days(1))});
    append({said(3, "c", start + std::chrono::days(1) + std::chrono::hours(12))});
    EXPECT_THAT(sequences(), ElementsAre(1, 2, 3));
    append({said(4, "d", start + std::chrono::days(3))});
    EXPECT_THAT(sequences(), ElementsAre(2, 3, 4));
    append({said(5, "e", start + std::chrono::days(30))});
    EXPECT_THAT(sequences(), ElementsAre(5));
}

// An event whose time is wrong leaves no hole: what stands behind one that is kept is kept, too.
TEST_F(SqliteJournalTest, TrimsFromTheFrontOnly) {
    open({.keep_days = std::chrono::days(2)});
    append({said(1, "a"), said(2, "b", start + std::chrono::days(9)), said(3, "c")});
    append({said(4, "d", start + std::chrono::days(10))});
    EXPECT_THAT(sequences(), ElementsAre(2, 3, 4));
}

// Other limits hold from the next trim on.
TEST_F(SqliteJournalTest, LimitsCanChange) {
    open();
    append({said(1, "x"), said(2, "x"), said(3, "x")});
    journal->configure({.keep_events = 1});
    append({said(4, "x", start + std::chrono::days(1))});
    EXPECT_THAT(sequences(), ElementsAre(4));
}

// A limit that is much smaller is reached in several steps, each of which delays nobody for long.
TEST_F(SqliteJournalTest, ShrinksStepByStep) {
    open();
    std::vector<Record> records;
    for (std::uint64_t sequence = 1; sequence <= 10'000; ++sequence) {
        records.push_back(said(sequence, "x"));
    }
    append(records);
    journal->configure({.keep_events = 10});
    for (std::uint64_t day = 1; day <= 4; ++day) {
        append({said(10'000 + day, "x", start + std::chrono::days(day))});
        EXPECT_EQ(journal->oldest(),
                  Sequence{std::min<std::uint64_t>(day * 4000 + 1, 9'991 + day)});
        EXPECT_EQ(sequences().front(), journal->oldest().value);
    }
    EXPECT_EQ(sequences().size(), 10U);
}

// A number that is taken fails the whole append: nothing is kept, and the journal goes on.
TEST_F(SqliteJournalTest, AppendIsAllOrNothing) {
    open();
    append({entered(1, "小明")});
    EXPECT_NE(try_append({said(2, "a"), entered(3, "Bob"), said(2, "b"), said(4, "c")}), "");
    EXPECT_EQ(journal->head(), Sequence{1});
    EXPECT_THAT(sequences(), ElementsAre(1));
    EXPECT_THAT(members(), ElementsAre(member(1, "小明")));
    append({said(2, "d"), entered(3, "Bob")});
    EXPECT_THAT(sequences(), ElementsAre(1, 2, 3));
    EXPECT_THAT(members(), ElementsAre(member(1, "小明"), member(3, "Bob")));
}

// An append that fails keeps no name, releases none and moves nobody.
TEST_F(SqliteJournalTest, AppendOfNamesIsAllOrNothing) {
    open();
    append(Batch{
        .records = {entered(1, "小明")}, .names = {name("小明", 1)}, .released = {}, .moves = {}});
    const auto error = journal->append({.records = {said(2, "a"), said(1, "taken")},
                                        .names = {name("Bob", 2)},
                                        .released = {"小明"},
                                        .moves = {{.entered = {1}, .address = other_address}}});
    EXPECT_TRUE(error);
    EXPECT_THAT(names(), ElementsAre(name("小明", 1)));
    EXPECT_THAT(members(), ElementsAre(member(1, "小明")));
    EXPECT_EQ(journal->head(), Sequence{1});
}

// A name that is inside twice fails the append in the same way.
TEST_F(SqliteJournalTest, NameIsInsideOnce) {
    open();
    append({entered(1, "小明")});
    EXPECT_NE(try_append({said(2, "a"), entered(3, "小明", other_address)}), "");
    append({said(2, "b"), entered(3, "Bob")});
    EXPECT_EQ(journal->head(), Sequence{3});
    EXPECT_THAT(members(), ElementsAre(member(1, "小明"), member(3, "Bob")));
}

// A table that somebody spoilt is an error, not a member or a name that is wrong.
TEST_F(SqliteJournalTest, RefusesSpoiltTables) {
    open();
    append(Batch{.records = {entered(1, "小明", address, key(1))},
                 .names = {name("小明", 1)},
                 .released = {},
                 .moves = {}});
    journal.reset();
    execute("UPDATE members SET key = x'01'; UPDATE names SET key = x''");
    open();
    const auto with_key = journal->members();
    ASSERT_TRUE(std::holds_alternative<JournalError>(with_key));
    EXPECT_EQ(std::get<JournalError>(with_key).message,
              "the member table holds a key that is none");
    const auto owned = journal->names();
    ASSERT_TRUE(std::holds_alternative<JournalError>(owned));
    EXPECT_EQ(std::get<JournalError>(owned).message, "the name table holds a key that is none");
    journal.reset();
    execute("UPDATE members SET address = 'home'");
    open();
    const auto with_address = journal->members();
    ASSERT_TRUE(std::holds_alternative<JournalError>(with_address));
    EXPECT_EQ(std::get<JournalError>(with_address).message,
              "the member table holds an address that is none");
}

} // namespace
} // namespace chatroom
