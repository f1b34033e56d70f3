// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "daemon/io/cluster/cluster_link.hpp"
#include "daemon/io/sqlite_journal.hpp"

#include <functional>
#include <memory>

namespace chatroom {

/// The journal of a room on several machines: a PostgreSQL database decides what all of them do,
/// and each has a copy of it in its state directory, from which it reads. docs/CLUSTER.md tells
/// administrators of it.
class PostgresJournal final : public Journal, public BackupSource {
public:
    struct Setup {
        DatabaseSetup database;
        std::filesystem::path state;
        Retention retention;
        /// The fingerprint of the server's key; is told whether the room in the database has one.
        /// May throw std::runtime_error.
        std::function<std::string(bool has_key)> key;
        std::chrono::seconds patience{10};     ///< So long a start waits for the database,
        std::chrono::seconds name_patience{5}; ///< and for the name of the node.
    };

    /// Connects, and brings the copy up to date. Throws std::runtime_error, in words for the
    /// administrator, if the database cannot be reached or must not be used.
    explicit PostgresJournal(const Setup& setup);

    Sequence head() const override { return position_.head; }
    Result<std::vector<Fact>, JournalError> facts() const override;
    void append(Ticket ticket, Batch batch) override;
    /// Throws std::runtime_error, in words for the administrator, if the database has become
    /// another one, so that the room must not go on.
    std::vector<Decided> take_decided() override;
    int wakes_by() const override { return link_->wakes_by(); }
    std::string away() const override;
    Result<std::vector<Event>, JournalError> latest(std::size_t count) const override {
        return copy_->latest(count);
    }
    Result<std::vector<Event>, JournalError> read(Sequence first,
                                                  std::size_t count) const override {
        return copy_->read(first, count);
    }
    Sequence oldest() const override { return copy_->oldest(); }
    bool is_lost(const NumberRange& numbers) const override { return copy_->is_lost(numbers); }
    std::optional<JournalError> leave_out(Sequence last) override;
    std::string gone() const override { return copy_->gone(); }
    const std::vector<NumberRange>& damage() const override { return copy_->damage(); }
    Sequence checked() const override { return copy_->checked(); }
    void begin_check() override { copy_->begin_check(); }
    bool needs_tidying() const override { return copy_->needs_tidying(); }
    Tidied tidy(const Tidying& tidying) override;

    Result<Copy, JournalError> begin_backup() override { return copy_->begin_backup(); }
    void end_backup() override { copy_->end_backup(); }

    void configure(Retention retention);

private:
    /// Between two times that the database is told what may go.
    static constexpr std::chrono::minutes tidy_interval{1};

    Retention retention_;
    std::unique_ptr<SqliteJournal> copy_;
    Position position_;              ///< Of the copy.
    std::string copy_trouble_;       ///< Why it cannot be written; empty if it can.
    std::optional<Decided> refused_; ///< What could not even be asked.
    std::chrono::steady_clock::time_point tidy_at_{};
    std::unique_ptr<ClusterLink> link_;
};

} // namespace chatroom
