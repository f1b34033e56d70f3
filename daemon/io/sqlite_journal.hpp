// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "daemon/core/journal.hpp"

#include <chrono>
#include <filesystem>

#include <SQLiteCpp/SQLiteCpp.h>

namespace chatroom {

/// How much of the past the journal keeps. The latest event always stays.
struct Retention {
    std::uint64_t keep_events = 1'000'000;
    std::chrono::days keep_days{365};

    bool operator==(const Retention&) const = default;
};

/// The journal in an SQLite database in WAL mode. Each append is one transaction and is synced to
/// the disk before it returns.
class SqliteJournal final : public Journal {
public:
    /// Opens or creates the database and locks it for this process. Throws std::runtime_error, in
    /// words for the administrator, if that cannot be done.
    SqliteJournal(const std::filesystem::path& file, Retention retention);

    Sequence head() const override { return head_; }
    std::variant<std::vector<StoredMember>, JournalError> members() const override;
    std::optional<JournalError> append(std::span<const Record> records) override;
    std::variant<std::vector<Event>, JournalError> latest(std::size_t count) const override;

    void configure(Retention retention) { retention_ = retention; }

private:
    void insert(const Record& record);
    void trim(const Event& latest);

    Retention retention_;
    SQLite::Database database_;
    SQLite::Statement insert_event_;
    SQLite::Statement insert_member_;
    SQLite::Statement delete_member_;
    SQLite::Statement delete_oldest_;
    Sequence head_;
    Sequence trimmed_at_;
    WallTime trimmed_time_; ///< 1970 until the first trim, which is due at once.
};

} // namespace chatroom
