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
        return {.event = {.sequence = {sequence},
                          .time = start,
                          .kind = kind,
                          .name = std::move(name),
                          .text = std::move(text)},
                .address = {},
                .key = {}};
    }

    Record entered(std::uint64_t sequence, std::string name) const {
        return entered(sequence, std::move(name), address);
    }

    static Record entered(std::uint64_t sequence, std::string name, const Address& from,
                          std::optional<sealed::PublicKey> key = {}) {
        auto result = record(sequence, EventKind::entered, std::move(name));
        result.address = from;
        result.key = key;
        return result;
    }

    static Record said(std::uint64_t sequence, std::string text, WallTime time = start) {
        auto result = record(sequence, EventKind::said, "小明", std::move(text));
        result.event.time = time;
        return result;
    }

    StoredMember member(std::uint64_t sequence, std::string name) const {
        return member(sequence, std::move(name), address);
    }

    static StoredMember member(std::uint64_t sequence, std::string name, const Address& from,
                               std::optional<sealed::PublicKey> key = {}) {
        return {{sequence}, MemberName::from_journal(std::move(name)), from, start, key};
    }

    static sealed::PublicKey key(std::uint8_t byte) {
        sealed::PublicKey result;
        result.bytes.fill(byte);
        return result;
    }

    static StoredName name(std::string text, std::uint8_t owner) {
        return {.name = MemberName::from_journal(std::move(text)),
                .key = key(owner),
                .instance = {~std::uint64_t{owner}}, // More than a signed number holds.
                .client_sequence = 0xFFFF'FF00U + owner,
                .cursor = {owner},
                .first_used = start,
                .last_used = start + std::chrono::hours(owner)};
    }

    static Batch batch_of(std::vector<Record> records) {
        return {.records = std::move(records), .names = {}, .released = {}, .moves = {}};
    }

    static std::vector<Event> events_of(const std::vector<Record>& records) {
        std::vector<Event> result;
        for (const auto& [event, address, key] : records) {
            result.push_back(event);
        }
        return result;
    }

    void open(Retention retention = {}) {
        journal.reset(); // The lock is the old one's until it is gone.
        journal.emplace(file, retention);
    }

    void append(const Batch& batch) {
        const auto error = journal->append(batch);
        ASSERT_FALSE(error) << error->message;
    }

    void append(std::vector<Record> records) { append(batch_of(std::move(records))); }

    /// The error's message, "" if there is none.
    std::string try_append(std::vector<Record> records) {
        return journal->append(batch_of(std::move(records))).value_or(JournalError{}).message;
    }

    std::vector<Event> latest(std::size_t count = 1000) const {
        return std::get<std::vector<Event>>(journal->latest(count));
    }

    std::vector<Event> read(std::uint64_t first, std::size_t count) const {
        return std::get<std::vector<Event>>(journal->read({first}, count));
    }

    std::vector<std::uint64_t> sequences() const {
        std::vector<std::uint64_t> result;
        for (const auto& event : read(0, 100'000)) {
            result.push_back(event.sequence.value);
        }
        return result;
    }

    std::vector<StoredMember> members() const {
        return std::get<std::vector<StoredMember>>(journal->members());
    }

    std::vector<StoredName> names() const {
        return std::get<std::vector<StoredName>>(journal->names());
    }

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

    const Address address = parse_address("192.168.1.7:40123").value();
    const Address other_address = parse_address("[fe80::1%2]:40123").value();
    TemporaryDirectory directory;
    std::filesystem::path file = directory.path() / "room.db";
    std::optional<SqliteJournal> journal;
};

} // namespace chatroom
