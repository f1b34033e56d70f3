// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "daemon/io/sqlite_journal.hpp"
#include "tests/temporary_directory.hpp"

#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace chatroom {

/// A journal in a directory of its own, and records for it.
class SqliteJournalFixture : public testing::Test {
protected:
    static constexpr WallTime start{std::chrono::milliseconds(1'790'000'000'123)};

    static Record record(std::uint64_t sequence, EventKind kind, std::string name,
                         std::string text = "") {
        return {.event = Event{.sequence = {sequence},
                               .time = start,
                               .kind = kind,
                               .name = std::move(name),
                               .text = std::move(text)},
                .member = {},
                .facts = {}};
    }

    /// A fact that is put, or erased if it has no bytes.
    static Fact fact(std::string key, std::optional<std::string> bytes, std::uint8_t kind = 1) {
        return {.kind = kind, .key = std::move(key), .bytes = std::move(bytes)};
    }

    static Record said(std::uint64_t sequence, std::string text, WallTime time = start) {
        auto result = record(sequence, EventKind::said, "小明", std::move(text));
        result.event->time = time;
        return result;
    }

    /// An event with facts.
    static Record with_facts(std::uint64_t sequence, std::vector<Fact> facts) {
        auto result = said(sequence, "x");
        result.facts = std::move(facts);
        return result;
    }

    static std::vector<Event> events_of(const std::vector<Record>& records) {
        std::vector<Event> result;
        for (const auto& record : records) {
            result.push_back(*record.event);
        }
        return result;
    }

    void open(Retention retention = {}) {
        journal.reset(); // The lock is the old one's until it is gone.
        journal.emplace(file, retention);
    }

    /// The error's message, "" if there is none.
    std::string try_append(std::vector<Record> records) {
        journal->append({7}, {std::move(records)});
        const auto decided = journal->take_decided();
        EXPECT_EQ(decided.size(), 1U);
        EXPECT_EQ(decided.at(0).ticket, Ticket{7});
        return decided.at(0).batch ? "" : decided.at(0).batch.error().message;
    }

    void append(std::vector<Record> records) { ASSERT_EQ(try_append(std::move(records)), ""); }

    /// Takes away all that is too much and, if the clock says so, too old. How many parts it took.
    int tidy(std::optional<WallTime> time = std::nullopt, std::uint64_t most_by_age = 1'000'000) {
        for (int parts = 1;; ++parts) {
            const auto tidied = journal->tidy({.time = time, .most_by_age = most_by_age});
            EXPECT_EQ(tidied.error ? tidied.error->message : "", "");
            trimmed_by_age += tidied.trimmed_by_age;
            if (!tidied.has_more) {
                return parts;
            }
        }
    }

    /// A change without an event.
    void append_facts(std::vector<Fact> facts) {
        append({Record{.event = {}, .member = {}, .facts = std::move(facts)}});
    }

    std::vector<Event> latest(std::size_t count = 1000) const {
        return journal->latest(count).value();
    }

    std::vector<Event> read(std::uint64_t first, std::size_t count) const {
        return journal->read({first}, count).value();
    }

    std::vector<std::uint64_t> sequences() const {
        std::vector<std::uint64_t> result;
        for (const auto& event : read(0, 100'000)) {
            result.push_back(event.sequence.value);
        }
        return result;
    }

    std::vector<Fact> facts() const { return journal->facts().value(); }

    /// Why the journal cannot be opened.
    std::string refusal() const {
        try {
            const SqliteJournal refused(file, {});
            return "it was opened";
        } catch (const std::runtime_error& error) {
            return error.what();
        }
    }

    /// Does to the database what the journal does not.
    void execute(const std::string& statements) const {
        SQLite::Database(file.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE)
            .exec(statements);
    }

    TemporaryDirectory directory;
    std::filesystem::path file = directory.path() / "room.db";
    std::uint64_t trimmed_by_age = 0; ///< By tidy().
    std::optional<SqliteJournal> journal;
};

} // namespace chatroom
