// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "daemon/core/journal.hpp"
#include "daemon/io/backup.hpp"
#include "daemon/io/event_reader.hpp"
#include "daemon/io/journal_schema.hpp"
#include "daemon/io/number_reserve.hpp"

#include <chrono>
#include <filesystem>
#include <span>
#include <utility>

#include <SQLiteCpp/SQLiteCpp.h>

namespace chatroom {

/// How much of the past the journal keeps: a little more until it is looked after. The latest event
/// always stays.
struct Retention {
    std::uint64_t keep_events = 1'000'000;
    std::chrono::days keep_days{365};

    bool operator==(const Retention&) const = default;
};

/// The journal in an SQLite database in WAL mode, and in a file `numbers` beside it up to which
/// number events may have been given. Each append is one transaction; it is decided, and synced to
/// the disk, when it returns.
class SqliteJournal final : public Journal, public BackupSource {
public:
    /// Whose room it is.
    enum class Use {
        room, ///< This machine's: what is kept here is decided.
        /// A copy of what was decided elsewhere, as is up to where numbers were given. After a
        /// power failure its end may be missing, all of some batches; whoever makes it gets those
        /// again.
        copy,
    };

    /// Opens or creates the database and locks it for this process. Throws std::runtime_error, in
    /// words for the administrator, if that cannot be done.
    SqliteJournal(const std::filesystem::path& file, Retention retention, Use use = Use::room);

    /// The next start goes on with the next number. (After a crash, when this is not called, it
    /// leaves out those that were reserved.)
    ~SqliteJournal() override;

    Sequence head() const override { return head_; }
    Result<std::vector<Fact>, JournalError> facts() const override;
    void append(Ticket ticket, Batch batch) override;
    std::vector<Decided> take_decided() override { return std::exchange(decided_, {}); }

    /// Keeps the batch, as append() does, and returns why that could not be done.
    std::optional<JournalError> keep(const Batch& batch);

    /// None of these numbers belongs to an event that can still be had.
    std::optional<JournalError> note_lost(const NumberRange& range);
    const std::vector<NumberRange>& lost() const { return lost_; }

    /// How many events it has.
    std::uint64_t count() const;
    Result<std::vector<Event>, JournalError> latest(std::size_t count) const override;
    Result<std::vector<Event>, JournalError> read(Sequence first, std::size_t count) const override;
    Sequence oldest() const override;

    bool is_lost(const NumberRange& numbers) const override;
    const std::vector<NumberRange>& damage() const override { return reader_.damage(); }
    Sequence checked() const override { return {check_next_.value - 1}; }
    void begin_check() override;
    bool needs_tidying() const override { return oldest_.has_value(); }
    Tidied tidy(const Tidying& tidying) override;

    std::optional<JournalError> leave_out(Sequence last) override;
    std::string set_back() const override { return set_back_; }
    std::string gone() const override;

    /// The fingerprint of the server's key that was remembered last, and from now on this one.
    /// Nothing if there was none, or it cannot be told.
    std::optional<std::string> exchange_key(const std::string& fingerprint);

    Result<Copy, JournalError> begin_backup() override;
    void end_backup() override;

    /// Whether the database is a new one, or one that an older version has written.
    const DatabaseOrigin& origin() const { return origin_; }

    void configure(Retention retention) { retention_ = retention; }

private:
    struct Oldest {
        Sequence sequence;
        std::int64_t ordinal; ///< Which one of all events there ever were: 1 is the first.
        WallTime time;
    };

    void insert(std::span<const Event* const> events);
    void insert(SQLite::Statement& statement, std::span<const Event* const> events);
    bool erase_recalled(std::span<const Event* const> events);
    void empty_write_ahead_log();
    void put_facts(const Batch& batch);
    std::uint64_t surplus();
    bool has_too_old(std::optional<WallTime> time) const;
    std::uint64_t trim(const Tidying& tidying);
    void shrink();
    void check_some();
    std::string find_misfit() const;
    void go_on_above_misfit();
    void note_numbers();
    JournalError error_in(const SQLite::Exception& error) const;
    std::optional<Oldest> find_oldest() const;

    const char* synchronous() const;

    Retention retention_;
    Use use_;
    std::filesystem::path file_;
    /// Of the database's file. To close it would let go of the lock on that, so it is open for as
    /// long as the database is.
    FileDescriptor opened_;
    bool had_file_; ///< Before it was opened,
    bool had_log_;  ///< and a write-ahead log.
    DatabaseOrigin origin_;
    SQLite::Database database_;
    SQLite::Statement insert_event_;
    SQLite::Statement insert_events_;
    SQLite::Statement put_fact_;
    SQLite::Statement erase_fact_;
    SQLite::Statement delete_oldest_;
    mutable EventReader reader_; ///< It finds damage where it reads.
    std::vector<NumberRange> lost_;
    Sequence latest_; ///< The number of the latest event; 0 if there is none.
    std::optional<Oldest> oldest_;
    std::optional<NumberReserve> reserve_; ///< A copy has none.
    Sequence head_;
    Sequence inserted_;                 ///< Up to which number, while a batch is kept.
    std::uint64_t never_given_;         ///< How many numbers up to head() belong to no event ever.
    bool is_trimming_ = false;          ///< What is too much is being taken away.
    bool may_shrink_ = true;            ///< The file may have pages that nothing uses.
    Sequence check_next_{1};            ///< What is looked at next, whether it is damaged,
    Sequence check_last_;               ///< and last.
    std::string set_back_;              ///< See set_back().
    bool is_backed_up_ = false;         ///< Its file is being copied.
    bool is_log_to_be_emptied_ = false; ///< It may still have what was recalled.
    std::vector<Decided> decided_;
};

} // namespace chatroom
