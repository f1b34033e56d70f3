// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "protocol/address.hpp"
#include "tests/simulation/random.hpp"
#include "tests/simulation/trace.hpp"

#include <optional>
#include <queue>
#include <string>
#include <vector>

namespace chatroom::simulation {

/// What the network does to datagrams. With nothing set it is a good one.
struct NetworkFaults {
    double loss = 0;
    double duplication = 0;
    double corruption = 0; ///< A few bits, or the end is missing.
    double detour = 0;     ///< Takes many times as long as the others.
    double replay = 0;     ///< Somebody sends one of all that have been sent so far once more.
    /// Longer datagrams vanish, also when all else has healed.
    std::optional<std::size_t> longest{};
    Duration delay = std::chrono::milliseconds(2);
    Duration jitter = std::chrono::milliseconds(1);
};

/// A datagram on the way between the server and the client at the address; both directions share
/// the network.
struct Packet {
    Time at;                 ///< When it arrives.
    std::uint64_t order = 0; ///< Of those that arrive at the same time, in which order.
    bool is_to_server = false;
    bool is_intact = true;
    Address client;
    std::string bytes;
    unsigned node = 0; ///< Which of several servers it is to or from.
};

/// Datagrams go in, and come out later, never, twice, again much later, damaged or in another
/// order.
class Network {
public:
    Network(NetworkFaults faults, Random random, Trace& trace)
        : faults_(faults), random_(random), trace_(trace) {}

    void send(Time now, bool is_to_server, const Address& client, std::string bytes,
              unsigned node = 0);

    /// When take() has the next one.
    std::optional<Time> next_deadline() const;
    Packet take();

    /// How many datagrams were given to it so far.
    std::uint64_t sent() const { return sent_; }

    /// From now on the network is a good one, but no wider. What is on the way stays as it is.
    void heal() { faults_ = {.longest = faults_.longest}; }

private:
    struct Later {
        bool operator()(const Packet& left, const Packet& right) const {
            return left.at != right.at ? left.at > right.at : left.order > right.order;
        }
    };

    void replay(Time now);
    void record(Packet packet);
    Duration travel_time();
    void damage(Packet& packet);

    NetworkFaults faults_;
    Random random_;
    Trace& trace_;
    std::priority_queue<Packet, std::vector<Packet>, Later> packets_;
    std::uint64_t next_order_ = 0;
    std::uint64_t sent_ = 0;
    std::vector<Packet> recorded_; ///< Some of those that were sent, any with the same chance.
    std::uint64_t seen_ = 0;       ///< By whoever records them.
};

/// What a line of the trace says of a datagram.
std::string describe(const std::string& bytes);

} // namespace chatroom::simulation
