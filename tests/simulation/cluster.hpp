// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/simulation/node.hpp"
#include "tests/simulation/people.hpp"
#include "tests/simulation/stage.hpp"

namespace chatroom::simulation {

/// One run of a room on several nodes that share a database: the real rooms and the real sessions,
/// which go on at the next node when theirs does not answer. Nodes die, are cut off from the
/// database or stopped; the database is away or fails over, and loses answers.
class Cluster final : private Stage {
public:
    static constexpr Time beginning{std::chrono::hours(1)};
    static constexpr unsigned node_count = 3;
    /// When everything that goes wrong has gone wrong, all must be well after the grace time and so
    /// long: the silences by which a node and a member are noticed, and some handshakes.
    static constexpr std::chrono::seconds time_to_settle{240};
    /// Who is gone for good then has left after the grace time and so long.
    static constexpr std::chrono::seconds time_to_be_missed{90};
    static constexpr std::chrono::seconds time_to_notice{40};
    /// After that, whatever somebody says is everywhere, and its author knows, after so long: a
    /// node tells the others how far its members are when half a second has passed.
    static constexpr std::chrono::seconds time_to_spread{4};

    Cluster(std::uint64_t seed, Trace& trace);

    /// Throws Violation if something happens that must not.
    void run();

private:
    std::optional<Time> next_deadline() const override;
    void step() override;
    bool is_over() const override { return agenda_.empty(); }
    std::string missing() const override;

    void appended(const DecidedBatch& batch);
    void schedule();
    void schedule_classic_member(unsigned number);
    void start(unsigned node);
    void start_after(unsigned node, Duration time);
    NodeProcess* any_node(std::uint64_t which);
    void do_to_node(const Deed& deed);
    void lift_all();
    void heal();
    bool is_whole() const;
    void deliver_to_node(const Packet& packet);
    void deliver_to_client(const Packet& packet);
    void transmit(unsigned node, const std::vector<SentDatagram>& datagrams);

    Random random_;
    Plan plan_;
    LinkFaults faults_;
    bool is_healed_ = false;
    Network network_;
    Agenda agenda_;
    Database database_;
    sealed::KeyPair key_;
    std::vector<std::unique_ptr<NodeProcess>> nodes_;
    Referee referee_;
    People people_;
    std::map<Address, unsigned> classic_; ///< The node of each.
};

} // namespace chatroom::simulation
