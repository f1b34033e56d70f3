// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/simulation/disk.hpp"
#include "tests/simulation/random.hpp"

#include <functional>
#include <set>
#include <vector>

namespace chatroom::simulation {

/// Hears that there is something new in the database.
class NewsListener {
public:
    virtual ~NewsListener() = default;
    virtual void has_news(Time now) = 0;
};

/// The database that several nodes share: batches in the order in which they were decided. A commit
/// is on every disk that counts before anybody can see it, so a failover loses nothing that was
/// seen; what it does is to break all connections and to answer nobody for a while.
class Database {
public:
    struct Committed {
        std::uint64_t id = 0; ///< Chosen at random by whoever asked for it.
        Batch batch;
    };

    using OnDurable = std::function<void(const DecidedBatch&)>;

    explicit Database(OnDurable on_durable) : on_durable_(std::move(on_durable)) {}

    /// A statement arrives: the batch is decided if exactly so many were before. It may be decided
    /// already, if it was asked for before and the answer got lost.
    void decide(Time now, std::uint64_t expected, std::uint64_t id, const Batch& batch);

    /// Nobody is answered until then, and all connections are broken.
    void fail_over(Time until) {
        ++epoch_;
        away_until_ = until;
    }
    bool is_there(Time now) const { return now >= away_until_; }
    /// Connections of an earlier one are broken.
    std::uint64_t epoch() const { return epoch_; }

    const std::vector<Committed>& batches() const { return batches_; }
    const Disk& disk() const { return disk_; }

    void listen(NewsListener& listener) { listeners_.insert(&listener); }
    void unlisten(NewsListener& listener) { listeners_.erase(&listener); }

private:
    OnDurable on_durable_;
    std::vector<Committed> batches_;
    Disk disk_;
    std::uint64_t epoch_ = 0;
    Time away_until_{};
    std::set<NewsListener*> listeners_;
};

} // namespace chatroom::simulation
