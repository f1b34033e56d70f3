// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "daemon/core/room.hpp"
#include "tests/simulation/classic_watch.hpp"
#include "tests/simulation/flight_watch.hpp"
#include "tests/simulation/limits_watch.hpp"
#include "tests/simulation/monitor_watch.hpp"
#include "tests/simulation/plan.hpp"
#include "tests/simulation/recall_watch.hpp"
#include "tests/simulation/replay_watch.hpp"
#include "tests/simulation/rules_watch.hpp"
#include "tests/simulation/speech_watch.hpp"
#include "tests/simulation/trace.hpp"
#include "tests/simulation/wire_watch.hpp"

#include <memory>

namespace chatroom::simulation {

/// One datagram from the daemon.
struct SentDatagram {
    Address to;
    std::string bytes;
};

/// chatroomd on one machine: a room while it runs, a disk that stays. It does what
/// daemon/io/room_service does, but for the sockets.
class Daemon {
public:
    /// Inputs that come within so long share a turn.
    static constexpr std::chrono::milliseconds longest_turn{2};

    /// What is referred to outlives the daemon.
    Daemon(RoomOptions options, const Plan& plan, const JournalFaults& faults, Random random,
           Trace& trace, SimulatedJournal::OnDurable on_durable);

    void start(Time now);
    bool is_up() const { return room_ != nullptr; }

    /// While it is not up, a newer one has had the room, and has kept something of a kind that is
    /// not known here.
    void let_newer_one_run(Time now);

    /// The process is gone, and with it what it had not committed.
    void crash();

    /// From now on the disk claims to have what it may lose when the power fails, but for the
    /// numbers that are reserved.
    void begin_to_lie() { honest_disk_ = disk_; }
    bool is_lying() const { return honest_disk_.has_value(); }

    /// The process is gone, and with it what the disk only claimed to have.
    void lose_power();

    /// The process is asked to end. What it still has to send is the outcome.
    std::vector<SentDatagram> stop(Time now);

    /// The power fails in the next commit.
    void plan(PowerPlan plan);

    // Inputs, only while it is up:
    void receive(Time now, const Address& from, std::string_view bytes);
    void receive(Time now, const control::Request& request);
    void failed(Time now, const DeliveryFailure& failure);

    /// When advance() has something to do.
    std::optional<Time> next_deadline() const;

    /// Time has passed. What is to be sent is the outcome.
    std::vector<SentDatagram> advance(Time now);

    /// The administrator lets in as many as there may ever be.
    void let_everybody_in();

    /// What is on the way to whom; it wants to be told what arrives.
    FlightWatch& flights() { return flights_; }

    /// The clock on the wall jumps.
    void move_wall_clock(Duration by) { wall_offset_ += by; }

    const Disk& disk() const { return disk_; }
    const RoomOptions& options() const { return options_; }

private:
    Now times(Time now) const;
    CallId ask(Time now, const control::Request& request);
    void turn_is_due(Time now);
    std::vector<SentDatagram> finish_turn(Time now);
    void decided(Time now, const DecidedBatch& batch);
    void note_version(std::string_view datagram);
    std::vector<SentDatagram> look_at(const Outputs& outputs);

    RoomOptions options_;
    const JournalFaults& faults_;
    bool watches_replays_;
    Random random_;
    Random secrets_;
    Random journal_chance_;
    Trace& trace_;
    SimulatedJournal::OnDurable on_durable_;
    sealed::KeyPair key_;
    Disk disk_;
    std::optional<Disk> honest_disk_;                ///< What will be left of it.
    std::map<std::uint32_t, std::uint8_t> versions_; ///< Of sessions, by the client's index.
    WireWatch wire_;
    ClassicWatch classic_;
    FlightWatch flights_;
    LimitsWatch limits_;
    SpeechWatch speech_;
    Time turn_{}; ///< When the one was that goes on.
    ReplayWatch replays_;
    RulesWatch rules_{disk_};
    RecallWatch recalls_{disk_};
    MonitorWatch monitor_;
    Duration wall_offset_{};
    std::unique_ptr<SimulatedJournal> journal_;
    std::unique_ptr<Room> room_;
    std::optional<Time> turn_at_;
    std::uint64_t calls_ = 0;
    std::size_t unanswered_ = 0; ///< Of all calls.
};

} // namespace chatroom::simulation
