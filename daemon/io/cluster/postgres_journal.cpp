// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/io/cluster/postgres_journal.hpp"

#include "daemon/io/cluster/room_copy.hpp"
#include "daemon/io/cluster/schema.hpp"
#include "daemon/io/cluster/server_check.hpp"

#include <stdexcept>
#include <thread>

namespace chatroom {

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds start_pause{300};

/// Tries as long as the patience lasts, which is less for what another node must end. Throws if
/// that does not help.
template <typename Work>
auto insist(const PostgresJournal::Setup& setup, const Work& work) {
    const auto begun = Clock::now();
    for (;;) {
        auto result = work();
        if (result) {
            return *std::move(result);
        }
        const auto& error = result.error();
        const auto patience = error.kind == DatabaseError::Kind::lost   ? setup.patience
                              : error.kind == DatabaseError::Kind::busy ? setup.name_patience
                                                                        : std::chrono::seconds(0);
        if (Clock::now() >= begun + patience) {
            throw std::runtime_error(error.message);
        }
        std::this_thread::sleep_for(start_pause);
    }
}

/// Whether the room has a key already, of which another one is refused.
DatabaseResult<bool> find_key(const DatabaseSetup& setup) {
    auto connection = DatabaseConnection::open(setup);
    if (!connection) {
        return Unexpected(connection.error());
    }
    auto error = check_server(*connection, setup.allow_unsafe);
    if (!error) {
        error = bring_up_schema(*connection);
    }
    if (error) {
        return Unexpected(*std::move(error));
    }
    const auto key = read_room_key(*connection);
    return key ? DatabaseResult<bool>(!key->empty()) : Unexpected(key.error());
}

} // namespace

PostgresJournal::PostgresJournal(const Setup& setup) : retention_(setup.retention) {
    const bool has_key = insist(setup, [&] { return find_key(setup.database); });
    const ClusterSetup cluster{setup.database, setup.key(has_key)};
    NodeName name(setup.database.node);
    auto connection = insist(setup, [&] { return open_room(cluster, name, -1); });
    auto copy = open_copy(connection, setup.state, setup.retention);
    if (!copy) {
        throw std::runtime_error(copy.error().message);
    }
    copy_ = *std::move(copy);
    position_ = position_of(*copy_).value();
    link_ =
        std::make_unique<ClusterLink>(cluster, std::move(name), std::move(connection), position_);
}

Result<std::vector<Fact>, JournalError> PostgresJournal::facts() const {
    auto facts = copy_->facts();
    if (facts) {
        erase_position(*facts);
    }
    return facts;
}

void PostgresJournal::append(Ticket ticket, Batch batch) {
    if (!copy_trouble_.empty()) {
        refused_ = Decided{ticket, Unexpected(JournalError{copy_trouble_})};
        return;
    }
    link_->ask(ticket, std::move(batch), position_.batch);
}

std::vector<Decided> PostgresJournal::take_decided() {
    link_->clear_wake();
    if (const auto fault = link_->fault(); !fault.empty()) {
        throw std::runtime_error(fault);
    }
    std::vector<Decided> decided;
    while (auto* arrival = link_->next()) {
        if (arrival->batch) {
            const auto error = keep_in_copy(*copy_, *arrival->batch, arrival->position);
            copy_trouble_ =
                error ? "the copy of the room on this machine cannot be written: " + error->message
                      : "";
            if (error) {
                break; // It is tried again when the link wakes next.
            }
            position_ = arrival->position;
        }
        decided.push_back({arrival->ticket, std::move(arrival->batch)});
        const bool is_refused = !decided.back().batch;
        link_->done();
        if (is_refused) {
            return decided; // Whoever asks again does so over the state after this, not after more.
        }
    }
    if (refused_) {
        decided.push_back(*std::exchange(refused_, std::nullopt));
    }
    return decided;
}

std::string PostgresJournal::away() const {
    return copy_trouble_.empty() ? link_->away() : copy_trouble_;
}

std::optional<JournalError> PostgresJournal::leave_out(Sequence /*last*/) {
    return JournalError{"the numbers are those of the database, and this node may be behind"};
}

Tidied PostgresJournal::tidy(const Tidying& tidying) {
    const auto now = Clock::now();
    if (now >= tidy_at_) {
        tidy_at_ = now + tidy_interval;
        link_->tidy({.keep_events = retention_.keep_events,
                     .oldest_time = tidying.time
                                        ? std::optional(*tidying.time - retention_.keep_days)
                                        : std::nullopt});
    }
    return copy_->tidy(tidying);
}

void PostgresJournal::configure(Retention retention) {
    retention_ = retention;
    copy_->configure(retention);
}

} // namespace chatroom
