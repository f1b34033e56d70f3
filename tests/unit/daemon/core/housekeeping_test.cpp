// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/core/facts.hpp"
#include "daemon/core/housekeeping.hpp"
#include "tests/support/memory_journal.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace chatroom {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

/// A journal that has always something to do, as much as the test says.
class UntidyJournal final : public Journal {
public:
    Sequence head() const override { return memory_.head(); }
    Result<std::vector<Fact>, JournalError> facts() const override { return memory_.facts(); }
    void append(Ticket ticket, Batch batch) override { memory_.append(ticket, std::move(batch)); }
    std::vector<Decided> take_decided() override { return memory_.take_decided(); }
    Result<std::vector<Event>, JournalError> latest(std::size_t count) const override {
        return memory_.latest(count);
    }
    Result<std::vector<Event>, JournalError> read(Sequence first,
                                                  std::size_t count) const override {
        return memory_.read(first, count);
    }
    Sequence oldest() const override { return memory_.oldest(); }
    bool needs_tidying() const override { return is_untidy; }
    const std::vector<NumberRange>& damage() const override { return damaged; }
    void begin_check() override { ++checks; }
    std::string set_back() const override { return why_set_back; }
    std::string gone() const override { return why_gone; }
    Tidied tidy(const Tidying& tidying) override {
        asked.push_back(tidying);
        auto result = tidied;
        if (tidying.time) {
            result.trimmed_by_age = std::min(too_old, tidying.most_by_age);
            too_old -= result.trimmed_by_age;
        }
        return result;
    }

    bool is_untidy = true;
    std::uint64_t too_old = 0;
    Tidied tidied;
    std::vector<Tidying> asked;
    std::vector<NumberRange> damaged;
    int checks = 0;
    std::string why_set_back;
    std::string why_gone;

private:
    MemoryJournal memory_;
};

class HousekeepingTest : public ::testing::Test {
protected:
    Now now() const {
        return {SteadyTime{} + passed, WallTime{} + std::chrono::days(20'000) + passed + wrong_by};
    }

    void advance(std::chrono::milliseconds time, bool is_deciding = false) {
        passed += time;
        housekeeping.advance(now(), is_deciding);
    }

    /// Goes on, hour by hour, until the clock is believed.
    void wait_for_trust() {
        for (auto hours = 0h; hours < ClockWatch::trusted_after; ++hours) {
            advance(1h);
        }
    }

    std::vector<std::string> log_lines() {
        std::vector<std::string> lines;
        for (const auto& line : log.take()) {
            lines.push_back(line.text);
        }
        return lines;
    }

    /// What was asked for, as far as it is housekeeping.
    std::vector<std::string> asked_for() {
        std::vector<std::string> result;
        for (const auto& request : requests.take({})) {
            if (const auto* forget = std::get_if<request::ForgetNames>(&request.what)) {
                EXPECT_EQ(forget->time, now().wall);
                EXPECT_EQ(forget->most, Housekeeping::most_names);
                result.emplace_back("forget");
            } else if (const auto* lift = std::get_if<request::LiftOver>(&request.what)) {
                EXPECT_EQ(lift->time, now().wall);
                result.emplace_back("lift");
            }
        }
        return result;
    }

    /// Somebody owns a name, who was there when all began, and somebody is banned for an hour.
    static std::vector<Fact> facts_of_long_ago() {
        const WallTime then = WallTime{} + std::chrono::days(19'000);
        return {facts::put(OwnedName{.name = MemberName::from_journal("Ann"),
                                     .key = {},
                                     .instance = {},
                                     .cursor = {},
                                     .first_used = then,
                                     .last_used = then}),
                facts::put(Measure::ban,
                           Sanction{.target = "10.0.0.1", .since = then, .until = then + 1h})};
    }

    std::chrono::milliseconds passed{1000h};
    std::chrono::milliseconds wrong_by{0};
    UntidyJournal journal;
    RoomOptions options;
    RoomState state{facts_of_long_ago(), {}, {}};
    RequestQueue requests;
    RoomLog log;
    Troubles troubles;
    Housekeeping housekeeping{{options, state, requests, log, troubles}, journal, now()};
};

// Nothing is asked for by age before the clock has gone well for hours; then it is, every hour.
TEST_F(HousekeepingTest, waits_until_the_clock_is_believed) {
    for (auto hours = 1h; hours < ClockWatch::trusted_after; ++hours) {
        ASSERT_LE(housekeeping.next_deadline().value(), now().steady + 1h);
        advance(1h);
        EXPECT_THAT(asked_for(), IsEmpty());
        EXPECT_EQ(journal.asked.back().time, std::nullopt);
    }
    for (int hour = 0; hour < 3; ++hour) {
        advance(1h);
        EXPECT_THAT(asked_for(), ElementsAre("forget", "lift"));
        EXPECT_EQ(journal.asked.back().time, now().wall);
        EXPECT_EQ(journal.asked.back().most_by_age, Housekeeping::most_events_by_age);
    }
    EXPECT_THAT(log_lines(), IsEmpty());
    EXPECT_THAT(troubles.all(), IsEmpty());
}

// A clock that is wrong by 400 days for a second frees nothing, and the log and the status say so
// until it has gone well for hours.
TEST_F(HousekeepingTest, does_nothing_by_a_clock_that_jumps) {
    wait_for_trust();
    asked_for();
    passed += 59min;
    wrong_by = std::chrono::days(400);
    housekeeping.look(now());
    const std::string why = " (it was set, or the machine slept); nothing goes because of its age "
                            "before the clock has gone well for 3 hours";
    EXPECT_THAT(log_lines(), ElementsAre("the clock has jumped 400 days 0 h forward" + why));
    advance(1min);
    EXPECT_THAT(asked_for(), IsEmpty());
    EXPECT_EQ(journal.asked.back().time, std::nullopt);
    wrong_by = 0ms;
    advance(1s);
    EXPECT_THAT(log_lines(), ElementsAre("the clock has jumped 400 days 0 h back" + why));
    ASSERT_TRUE(troubles.has(TroubleKind::clock_not_trusted));
    EXPECT_EQ(troubles.all().at(0).words, "the clock has jumped 400 days 0 h back" + why);
    for (auto hours = 1h; hours < ClockWatch::trusted_after; ++hours) {
        advance(1h);
        EXPECT_THAT(asked_for(), IsEmpty());
    }
    advance(1h);
    EXPECT_THAT(asked_for(), ElementsAre("forget", "lift"));
    EXPECT_THAT(troubles.all(), IsEmpty());
}

// How far a clock has jumped is told as people say it.
TEST_F(HousekeepingTest, says_how_far_a_clock_has_jumped) {
    const auto told = [&](std::chrono::milliseconds jump) {
        passed += 1h;
        wrong_by += jump;
        housekeeping.look(now());
        const auto lines = log_lines();
        return lines.size() == 1 ? lines[0].substr(0, lines[0].find(" (")) : "";
    };
    EXPECT_EQ(told(61s), "the clock has jumped 61 s forward");
    EXPECT_EQ(told(-61s), "the clock has jumped 61 s back");
    EXPECT_EQ(told(-90min), "the clock has jumped 90 min back");
    EXPECT_EQ(told(25h), "the clock has jumped 1 day 1 h forward");
    EXPECT_EQ(told(60s), "");
}

// A clock that was wrong from the start takes away a limited part an hour, and the log tells it.
TEST_F(HousekeepingTest, takes_never_much_by_age) {
    wait_for_trust();
    journal.too_old = 2 * Housekeeping::most_events_by_age + 5;
    const auto told = [&] {
        advance(1h);
        return log_lines();
    };
    const std::string most = "trimmed events that were too old: 20000; no more go in this hour, in "
                             "case the clock is wrong";
    EXPECT_THAT(told(), ElementsAre(most));
    housekeeping.appended(now());
    advance(Housekeeping::tidy_delay);
    EXPECT_EQ(journal.asked.back().most_by_age, 0U);
    EXPECT_THAT(told(), ElementsAre(most));
    EXPECT_THAT(told(), ElementsAre("trimmed events that were too old: 5"));
    EXPECT_THAT(told(), IsEmpty());
}

// What is too much goes part by part with pauses, soon after something was said, and not while the
// journal decides about a batch.
TEST_F(HousekeepingTest, looks_after_the_journal_part_by_part) {
    advance(Housekeeping::tidy_delay); // What an earlier run has left.
    journal.asked.clear();
    journal.tidied.has_more = true;
    housekeeping.appended(now());
    housekeeping.appended(now());
    EXPECT_EQ(housekeeping.next_deadline(), now().steady + Housekeeping::tidy_delay);
    advance(Housekeeping::tidy_delay, true);
    EXPECT_EQ(journal.asked.size(), 0U);
    EXPECT_EQ(housekeeping.next_deadline(), now().steady + Housekeeping::tidy_pause);
    passed += Housekeeping::tidy_pause;
    for (std::size_t part = 1; part <= 3; ++part) {
        advance(0ms);
        EXPECT_EQ(journal.asked.size(), part);
        EXPECT_EQ(housekeeping.next_deadline(), now().steady + Housekeeping::tidy_pause);
        passed += Housekeeping::tidy_pause;
    }
    journal.tidied = {.error = JournalError{"disk broken"}};
    advance(0ms);
    EXPECT_THAT(log_lines(), ElementsAre("the journal cannot be trimmed: disk broken"));
    EXPECT_GT(housekeeping.next_deadline().value(), now().steady + 30min);
}

// What is found damaged is told at the end of the turn, once to the log and always in the status.
TEST_F(HousekeepingTest, tells_what_is_damaged) {
    journal.damaged = {{{5}, {9}}, {{12}, {12}}};
    housekeeping.look(now());
    const std::string words =
        "some of what was said cannot be read any more (events 5 to 9, 12): members see a gap "
        "there; chatroomctl check says what mends it";
    EXPECT_THAT(log_lines(), ElementsAre(words));
    EXPECT_THAT(troubles.all(),
                ElementsAre(RoomTrouble{TroubleKind::journal_damaged, words, now().wall}));
    for (std::uint64_t number = 20; number < 30; number += 2) {
        journal.damaged.push_back({{number}, {number}});
    }
    housekeeping.look(now());
    EXPECT_THAT(log_lines(), IsEmpty());
    EXPECT_THAT(troubles.all().at(0).words,
                ::testing::HasSubstr("(events 5 to 9, 12, 20, 22, 24, …)"));
}

// A journal that is older than the room was is told at the start.
TEST_F(HousekeepingTest, tells_what_was_set_back) {
    journal.why_set_back = "numbers is missing";
    const Housekeeping other({options, state, requests, log, troubles}, journal, now());
    EXPECT_THAT(log_lines(), ElementsAre("numbers is missing"));
    EXPECT_TRUE(troubles.has(TroubleKind::journal_set_back));
}

// Files that were deleted are noticed soon after something was said, and told once, until there
// are others.
TEST_F(HousekeepingTest, tells_what_is_gone) {
    journal.why_gone = "room.db was deleted";
    for (int times = 0; times < 2; ++times) {
        housekeeping.appended(now());
        advance(Housekeeping::tidy_delay);
    }
    EXPECT_THAT(log_lines(), ElementsAre("room.db was deleted"));
    EXPECT_TRUE(troubles.has(TroubleKind::journal_gone));
    journal.why_gone = "";
    housekeeping.appended(now());
    advance(Housekeeping::tidy_delay);
    EXPECT_FALSE(troubles.has(TroubleKind::journal_gone));
}

// All of the journal is looked at every day.
TEST_F(HousekeepingTest, checks_the_journal_every_day) {
    for (int hour = 0; hour < 47; ++hour) {
        advance(1h);
    }
    EXPECT_EQ(journal.checks, 1);
    advance(1h);
    EXPECT_EQ(journal.checks, 2);
}

// A room in which nothing can become too old waits for nothing.
TEST_F(HousekeepingTest, rests_when_there_is_nothing_to_do) {
    journal.is_untidy = false;
    housekeeping.appended(now());
    EXPECT_TRUE(housekeeping.next_deadline().has_value());
    state = RoomState({}, {}, {});
    EXPECT_EQ(housekeeping.next_deadline(), std::nullopt);
    advance(1h);
    EXPECT_THAT(journal.asked, IsEmpty());
    wrong_by = 2h;
    housekeeping.look(now());
    EXPECT_TRUE(housekeeping.next_deadline().has_value()) << "the trouble has to end";
}

} // namespace
} // namespace chatroom
