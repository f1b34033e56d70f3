// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/simulation/daemon.hpp"
#include "tests/simulation/people.hpp"
#include "tests/simulation/rogue.hpp"
#include "tests/simulation/stage.hpp"

namespace chatroom::simulation {

/// One run: the real room and the real sessions, in a network, on a disk and at times that all come
/// from the seed. The same seed gives the same run.
class Simulation final : private Stage {
public:
    static constexpr Time beginning{std::chrono::hours(1)};
    /// When everything that goes wrong has gone wrong, all must be well after the grace time and so
    /// long: the silence by which the dead are noticed, and some handshakes.
    static constexpr std::chrono::seconds time_to_settle{180};
    /// Who is gone for good then has left after the grace time and so long: the silence by which it
    /// is noticed, after the last datagram that has taken a detour.
    static constexpr std::chrono::seconds time_to_be_missed{60};
    /// Somebody who has got everything may need so long to notice that the server was restarted.
    static constexpr std::chrono::seconds time_to_notice{40};
    /// After that, whatever somebody says is everywhere, and its author knows, after so long:
    /// nothing waits for a timer of seconds, such as PING, to be noticed.
    static constexpr std::chrono::milliseconds time_to_spread{250};

    /// What somebody wanted to know of the past has been answered after so long.
    static constexpr std::chrono::seconds time_of_answers{15};
    /// A program that is told that another is there has gone again after so long.
    static constexpr std::chrono::seconds time_to_turn_back{10};

    /// When nothing happens for so long,
    static constexpr std::chrono::seconds time_of_rest{60};
    /// so many datagrams at most are sent to and by each member: PING and PONG, six times, and what
    /// the last message still leads to.
    static constexpr std::size_t most_datagrams_at_rest = 16;

    Simulation(std::uint64_t seed, Trace& trace);

    /// Throws Violation if something happens that must not.
    void run();

private:
    void rest();
    void meet_oneself();
    void appended(const DecidedBatch& batch);
    void schedule();
    void schedule_classic_member(unsigned number);
    void schedule_rogue(std::uint64_t seed);
    void do_to_daemon(const Deed& deed);
    void start_daemon();
    void start_daemon_after(Duration time);
    void break_journal(Duration time);
    void let_disk_lie(const Deed& deed);
    void lose_power(Duration downtime);
    void move_clock(std::uint64_t how);
    void lift_all();
    void heal();

    std::optional<Time> next_deadline() const override;
    void step() override;
    bool is_over() const override { return agenda_.empty(); }
    void deliver_to_server(const Packet& packet);
    void deliver_to_client(const Packet& packet);
    void transmit(const std::vector<SentDatagram>& datagrams);
    std::string missing() const override;

    Random random_;
    Plan plan_;
    JournalFaults journal_faults_;
    bool is_journal_broken_ = false;
    Duration next_downtime_{}; ///< After the death that is planned.
    bool is_healed_ = false;
    Time daemon_started_at_;
    Network network_;
    Agenda agenda_;
    Daemon daemon_;
    Referee referee_;
    People people_;
    std::vector<Address> classic_;
    std::optional<Rogue> rogue_;
};

} // namespace chatroom::simulation
