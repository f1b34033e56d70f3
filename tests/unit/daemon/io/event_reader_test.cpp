// SPDX-License-Identifier: GPL-3.0-or-later
// Reading past what is damaged: pages of the file are overwritten as a disk might do it.
#include "daemon/io/event_reader.hpp"
#include "tests/unit/daemon/io/sqlite_journal_fixture.hpp"

#include <algorithm>
#include <fstream>

namespace chatroom {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

class EventReaderTest : public SqliteJournalFixture {
protected:
    static constexpr std::uint64_t count = 2000;
    static constexpr std::streamoff page_bytes = 4096;

    void SetUp() override {
        open();
        std::vector<Record> records;
        for (std::uint64_t sequence = 1; sequence <= count; ++sequence) {
            records.push_back(
                said(sequence, "line " + std::to_string(sequence) + " " + std::string(100, 'x')));
        }
        append(records);
        journal.reset();
    }

    /// The page of the file on which the line of that number is.
    std::streamoff page_of(std::uint64_t sequence) const {
        std::ifstream stream(file, std::ios::binary);
        const std::string bytes{std::istreambuf_iterator<char>(stream), {}};
        const auto found = bytes.find("line " + std::to_string(sequence) + " ");
        EXPECT_NE(found, std::string::npos);
        return static_cast<std::streamoff>(found) / page_bytes;
    }

    /// What has that page is not what was written there.
    void spoil_page(std::streamoff page) const {
        std::fstream stream(file, std::ios::binary | std::ios::in | std::ios::out);
        stream.seekp(page * page_bytes);
        stream << std::string(page_bytes, '\xa5');
    }

    /// Everything in pieces, as members and checks read it.
    std::vector<std::uint64_t> numbers_read() const {
        std::vector<std::uint64_t> numbers;
        for (std::uint64_t next = 1;;) {
            const auto events = read(next, 256);
            for (const auto& event : events) {
                numbers.push_back(event.sequence.value);
            }
            if (events.size() < 256) {
                return numbers;
            }
            next = numbers.back() + 1;
        }
    }

    /// How many are in the ranges.
    static std::uint64_t size_of(const std::vector<NumberRange>& ranges) {
        std::uint64_t size = 0;
        for (const auto& [first, last] : ranges) {
            size += last.value - first.value + 1;
        }
        return size;
    }
};

// A page of the past that is damaged is left out, and what is in front of it and behind it is read.
TEST_F(EventReaderTest, ReadsPastADamagedPage) {
    spoil_page(page_of(1000));
    open();
    EXPECT_EQ(journal->head(), Sequence{count});
    const auto numbers = numbers_read();
    ASSERT_THAT(journal->damage(), SizeIs(1));
    const auto [first, last] = journal->damage().front();
    EXPECT_LE(first, Sequence{1000});
    EXPECT_GE(last, Sequence{1000});
    EXPECT_LT(size_of(journal->damage()), 60U);
    EXPECT_EQ(numbers.size() + size_of(journal->damage()), count);
    EXPECT_EQ(read(first.value, 1).at(0).sequence, last.next());
    EXPECT_EQ(read(last.value, 1).at(0).sequence, last.next());
    EXPECT_TRUE(journal->is_lost({first, first}));
    EXPECT_FALSE(journal->is_lost({last.next(), {count}}));
    append({said(count + 1, "and on")});
    EXPECT_EQ(latest(1).at(0).text, "and on");
}

// Several damaged pages are several gaps.
TEST_F(EventReaderTest, ReadsPastSeveralDamagedPages) {
    for (const std::uint64_t sequence : {300U, 900U, 1500U}) {
        spoil_page(page_of(sequence));
    }
    open();
    const auto numbers = numbers_read();
    EXPECT_THAT(journal->damage(), SizeIs(3));
    EXPECT_EQ(numbers.size() + size_of(journal->damage()), count);
}

// A check finds the damage without anybody reading, part by part, and says how far it is.
TEST_F(EventReaderTest, IsFoundByACheck) {
    spoil_page(page_of(1000));
    open();
    EXPECT_THAT(journal->damage(), IsEmpty());
    EXPECT_EQ(journal->checked(), Sequence{0});
    EXPECT_TRUE(journal->tidy({}).has_more);
    EXPECT_EQ(journal->checked(), Sequence{256});
    EXPECT_GT(tidy(), 5);
    EXPECT_EQ(journal->checked(), Sequence{count});
    EXPECT_THAT(journal->damage(), SizeIs(1));
    journal->begin_check();
    EXPECT_EQ(journal->checked(), Sequence{0});
    tidy();
    EXPECT_THAT(journal->damage(), SizeIs(1));
}

// When the oldest page is damaged the room begins behind it.
TEST_F(EventReaderTest, BeginsBehindADamagedBeginning) {
    spoil_page(page_of(1));
    open();
    EXPECT_GT(journal->oldest(), Sequence{1});
    EXPECT_LT(journal->oldest(), Sequence{60});
    EXPECT_EQ(read(1, 1).at(0).sequence, journal->oldest());
}

// Of the latest events those behind the damage are told.
TEST_F(EventReaderTest, TellsTheLatestBehindTheDamage) {
    spoil_page(page_of(1950));
    open();
    const auto events = latest(100);
    ASSERT_THAT(events, testing::Not(IsEmpty()));
    EXPECT_EQ(events.back().sequence, Sequence{count});
    EXPECT_GT(events.front().sequence, Sequence{1950});
    EXPECT_EQ(events.size(), count - events.front().sequence.value + 1);
}

// An event that nobody could be told of is damage, too: no text, a name where none can be, a kind
// that is none, an event about a later one.
TEST_F(EventReaderTest, LeavesOutWhatNobodyCouldBeTold) {
    execute("UPDATE events SET text = CAST(x'ff' AS TEXT) WHERE sequence = 10;"
            "UPDATE events SET name = '' WHERE sequence = 20;"
            "UPDATE events SET kind = 0 WHERE sequence = 30;"
            "UPDATE events SET kind = 128 WHERE sequence = 31;"
            "UPDATE events SET about = 50 WHERE sequence = 40;"
            "UPDATE events SET text = replace(hex(zeroblob(481)), '00', 'xx') WHERE sequence = 50");
    open();
    EXPECT_EQ(numbers_read().size(), count - 6);
    EXPECT_THAT(journal->damage(), ElementsAre(NumberRange{{10}, {10}}, NumberRange{{20}, {20}},
                                               NumberRange{{30}, {31}}, NumberRange{{40}, {40}},
                                               NumberRange{{50}, {50}}));
}

} // namespace
} // namespace chatroom
