// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "daemon/core/journal.hpp"
#include "daemon/io/journal_schema.hpp"
#include "daemon/io/number_reserve.hpp"

#include <chrono>
#include <filesystem>
#include <span>
#include <utility>

#include <SQLiteCpp/SQLiteCpp.h>

namespace chatroom {

/// How much of the past the journal keeps. The latest event always stays.
struct Retention {
    std::uint64_t keep_events = 1'000'000;
    std::chrono::days keep_days{365};

    bool operator==(const Retention&) const = default;
};

/// The journal in an SQLite database in WAL mode, and in a file `numbers` beside it up to which
/// number events may have been given. Each append is one transaction; it is decided, and synced to
/// the disk, when it returns.
class SqliteJournal final : public Journal {
public:
    /// Opens or creates the database and locks it for this process. Throws std::runtime_error, in
    /// words for the administrator, if that cannot be done.
    SqliteJournal(const std::filesystem::path& file, Retention retention);

    /// The next start goes on with the next number. (After a crash, when this is not called, it
    /// leaves out those that were reserved.)
    ~SqliteJournal() override;

    Sequence head() const override { return head_; }
    Result<std::vector<Fact>, JournalError> facts() const override;
    void append(Ticket ticket, Batch batch) override;
    std::vector<Decided> take_decided() override { return std::exchange(decided_, {}); }
    Result<std::vector<Event>, JournalError> latest(std::size_t count) const override;
    Result<std::vector<Event>, JournalError> read(Sequence first, std::size_t count) const override;
    Sequence oldest() const override;

    /// Whether the database is a new one, or one that an older version has written.
    const DatabaseOrigin& origin() const { return origin_; }

    void configure(Retention retention) { retention_ = retention; }

private:
    struct Oldest {
        Sequence sequence;
        std::int64_t ordinal; ///< Which one of all events there ever were: 1 is the first.
        WallTime time;
    };

    std::optional<JournalError> keep(const Batch& batch);
    void insert(std::span<const Event* const> events);
    void insert(SQLite::Statement& statement, std::span<const Event* const> events);
    bool erase_recalled(std::span<const Event* const> events);
    void empty_write_ahead_log();
    void put_facts(const Batch& batch);
    std::int64_t ordinal_of(const Event& latest) const;
    bool is_trim_due(std::span<const Event* const> events) const;
    void trim(const Event& latest);
    std::optional<Oldest> find_oldest() const;

    Retention retention_;
    DatabaseOrigin origin_;
    SQLite::Database database_;
    SQLite::Statement insert_event_;
    SQLite::Statement insert_events_;
    SQLite::Statement put_fact_;
    SQLite::Statement erase_fact_;
    SQLite::Statement delete_oldest_;
    mutable SQLite::Statement read_events_; ///< Running it changes nothing but its own state.
    std::optional<Oldest> oldest_;
    NumberReserve reserve_;
    Sequence head_;
    std::uint64_t never_given_;         ///< How many numbers up to head() belong to no event ever.
    WallTime trimmed_time_;             ///< 1970 until the first trim, which is due at once.
    bool is_log_to_be_emptied_ = false; ///< It may still have what was recalled.
    std::vector<Decided> decided_;
};

} // namespace chatroom
