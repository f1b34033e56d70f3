// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "daemon/core/room.hpp"
#include "tests/simulation/daemon.hpp"
#include "tests/simulation/node_journal.hpp"

#include <memory>

namespace chatroom::simulation {

/// chatroomd on one of several machines that share a room: as Daemon is where there is one.
class NodeProcess {
public:
    /// Everything outlives the node.
    NodeProcess(RoomOptions options, const sealed::KeyPair& key, Database& database,
                const LinkFaults& faults, Random random, Trace& trace);

    /// Starts, if the database is there.
    bool start(Time now);
    bool is_up() const { return room_ != nullptr; }
    bool is_connected() const { return is_up() && journal_->is_connected(); }
    Time started_at() const { return started_at_; }

    void crash();
    std::vector<SentDatagram> stop(Time now);
    /// Nothing gets to the database, or from there, until then.
    void cut(Time now, Time until) { journal_->cut(now, until); }
    void end_cut() {
        if (is_up()) {
            journal_->end_cut();
        }
    }

    // Inputs, only while it is up:
    void receive(Time now, const Address& from, std::string_view bytes);
    void receive(Time now, const control::Request& request);
    void failed(Time now, const DeliveryFailure& failure);

    std::optional<Time> next_deadline() const;
    std::vector<SentDatagram> advance(Time now);

    void configure(const RoomOptions& options);
    void move_wall_clock(Duration by) { wall_offset_ += by; }
    const RoomOptions& options() const { return options_; }

private:
    Now times(Time now) const;
    void turn_is_due(Time now);
    std::vector<SentDatagram> finish_turn(Time now);

    RoomOptions options_;
    const sealed::KeyPair& key_;
    Database& database_;
    const LinkFaults& faults_;
    Random random_;
    Random secrets_;
    Trace& trace_;
    Copy copy_;
    std::unique_ptr<NodeJournal> journal_;
    std::unique_ptr<Room> room_;
    std::optional<Time> turn_at_;
    Time started_at_{};
    Duration wall_offset_{};
    std::uint64_t calls_ = 0;
    std::size_t unanswered_ = 0; ///< Of all calls.
};

} // namespace chatroom::simulation
