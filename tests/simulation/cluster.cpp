// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/simulation/cluster.hpp"

#include "tests/simulation/administering.hpp"
#include "tests/simulation/room_passphrase.hpp"

#include <algorithm>

namespace chatroom::simulation {

namespace {

using namespace std::chrono_literals;

/// How often a machine says that nothing listens at a port.
constexpr double told_of_closed_port = 0.5;

/// Between two tries to start a node while the database is away.
constexpr Duration between_starts = 1s;

/// The same stories as in a room on one machine, but for what only that has.
Plan cluster_plan(Random random) {
    auto plan = make_plan(random);
    plan.nodes = Cluster::node_count;
    plan.has_rogue = false;
    plan.watches_replays = false;
    plan.journal = {};
    return plan;
}

LinkFaults link_faults(Random random) {
    const bool is_bad = random.chance(0.5);
    return {.lost_answer = is_bad ? 0.1 * random.fraction() : 0,
            .lost_question = is_bad ? 0.1 * random.fraction() : 0,
            .longest_delay = random.pick<Duration>({1ms, 5ms, 50ms})};
}

} // namespace

Cluster::Cluster(std::uint64_t seed, Trace& trace)
    : Stage(trace, beginning), random_(seed), plan_(cluster_plan(random_.fork())),
      faults_(link_faults(random_.fork())), network_(plan_.network, random_.fork(), trace),
      database_([this](const DecidedBatch& batch) { appended(batch); }),
      key_(sealed::KeyPair::generate([this](auto bytes) { random_.fill(bytes); })),
      referee_(database_.disk(), plan_.history,
               Attendance(plan_.grace, plan_.network.loss + plan_.network.corruption +
                                           (plan_.network.longest ? 0.05 : 0))),
      people_(plan_, random_.fork(), trace, referee_, network_, agenda_) {
    auto options = room_options(plan_);
    if (plan_.has_passphrase) {
        options.pre_shared_key = cheap_passphrase_key(room_passphrase, key_.key);
    }
    for (unsigned number = 0; number < node_count; ++number) {
        options.node = std::string(1, static_cast<char>('a' + number));
        nodes_.push_back(std::make_unique<NodeProcess>(options, key_, database_, faults_,
                                                       random_.fork(), trace));
    }
}

void Cluster::run() {
    trace_.step(now_);
    schedule();
    for (unsigned number = 0; number < node_count; ++number) {
        start_after(number, random_.between(Duration{}, 500ms));
    }
    run_until_well(beginning + plan_.unruly + longest_deed + plan_.grace + time_to_settle);
    run_until(now_ + time_to_notice);
    trace_.note([] { return std::string("all is well, and everybody says something more"); });
    for (unsigned person = 0; person < plan_.people; ++person) {
        people_.say_if_wanted(now_, person, people_.words(person, 1));
        run_until_well(now_ + time_to_spread);
    }
}

void Cluster::appended(const DecidedBatch& batch) {
    for (const auto& record : batch.records) {
        trace_.note([&] {
            return "in the database: event " + std::to_string(record.event.sequence.value) + ", " +
                   std::string(to_string(record.event.kind)) + ", " + record.event.name;
        });
    }
    referee_.appended(now_, batch);
}

void Cluster::schedule() {
    for (unsigned person = 0; person < plan_.people; ++person) {
        agenda_.at(beginning + 1s + random_.between(Duration{}, 2s),
                   [this, person] { people_.start_if_wanted(now_, person); });
    }
    for (const auto& remark : plan_.remarks) {
        agenda_.at(beginning + remark.at, [this, remark] {
            people_.say(now_, remark.who, people_.words(remark.who, remark.bytes));
        });
    }
    for (const auto& deed : plan_.deeds) {
        agenda_.at(beginning + deed.at, [this, deed] {
            if (deed.kind <= Deed::last_to_daemon) {
                do_to_node(deed);
            } else {
                trace_.note([&] { return std::string("deed: ") + to_text(deed.kind); });
                people_.act(now_, deed);
            }
        });
    }
    for (unsigned number = 0; number < plan_.classic_members; ++number) {
        schedule_classic_member(number);
    }
    agenda_.at(beginning + plan_.unruly, [this] { heal(); });
}

/// It enters, speaks, and may leave and enter again, at a node of its own.
void Cluster::schedule_classic_member(unsigned number) {
    Address address;
    address.ip = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 10, 9, 9, 9};
    address.port = static_cast<std::uint16_t>(number + 1);
    const auto node = number % node_count;
    classic_.emplace(address, node);
    const std::string name = "classic" + std::to_string(number);
    constexpr unsigned requests = 12;
    for (unsigned request = 0; request < requests; ++request) {
        const auto kind = random_.below(6);
        const auto bytes = request == 0 || kind == 0 ? "L " + name
                           : kind == 1               ? "Q " + name
                                                     : "C " + name + " hello";
        const auto at = request == 0 ? Duration(1s) : random_.between(Duration(1s), plan_.unruly);
        agenda_.at(beginning + at, [this, address, bytes, node] {
            network_.send(now_, true, address, bytes, node);
        });
    }
}

void Cluster::start(unsigned node) {
    if (!nodes_[node]->is_up() && !nodes_[node]->start(now_)) {
        start_after(node, between_starts);
    }
}

void Cluster::start_after(unsigned node, Duration time) {
    agenda_.at(now_ + time, [this, node] { start(node); });
}

/// That one, or the next that is up; null if none is.
NodeProcess* Cluster::any_node(std::uint64_t which) {
    for (unsigned tried = 0; tried < node_count; ++tried) {
        auto& node = *nodes_[(which + tried) % node_count];
        if (node.is_up()) {
            return &node;
        }
    }
    return nullptr;
}

void Cluster::do_to_node(const Deed& deed) {
    constexpr Duration longest_failover = 20s;
    const auto number = static_cast<unsigned>(deed.detail / 7 % node_count);
    auto& node = *nodes_[number];
    trace_.note([&] {
        return std::string("deed: ") + to_text(deed.kind) + ", node " + node.options().node;
    });
    if (deed.kind == Deed::Kind::lose_disk_end || deed.kind == Deed::Kind::fail_journal) {
        return database_.fail_over(now_ + std::min(deed.length, longest_failover));
    }
    if (!node.is_up()) {
        return;
    }
    switch (deed.kind) {
    case Deed::Kind::crash_daemon:
        node.crash();
        return start_after(number, deed.length);
    case Deed::Kind::crash_before_commit:
    case Deed::Kind::crash_after_commit:
        return node.cut(now_, now_ + deed.length);
    case Deed::Kind::stop_daemon:
        transmit(number, node.stop(now_));
        return start_after(number, deed.length);
    case Deed::Kind::move_clock:
        return node.move_wall_clock(deed.detail % 2 == 0 ? Duration(3h) : Duration(-3h));
    default:
        break;
    }
    for (const auto& request : requests_of(deed, people_.name_of(deed.whom), database_.disk())) {
        node.receive(now_, request);
    }
    if (deed.kind == Deed::Kind::moderate) {
        agenda_.at(now_ + deed.length, [this] { lift_all(); });
    }
}

void Cluster::lift_all() {
    if (auto* node = any_node(random_.next())) {
        for (const auto& request : lifting_all(database_.disk())) {
            node->receive(now_, request);
        }
    }
}

/// From now on nothing goes wrong any more. What was forbidden is lifted when all of it is decided.
void Cluster::heal() {
    trace_.note([] { return std::string("everything heals"); });
    is_healed_ = true;
    network_.heal();
    faults_.lost_answer = faults_.lost_question = 0;
    database_.fail_over(now_);
    plan_.max_members = RoomOptions().max_members;
    for (unsigned number = 0; number < node_count; ++number) {
        auto options = nodes_[number]->options();
        options.max_members = plan_.max_members;
        nodes_[number]->configure(options);
        nodes_[number]->end_cut();
        start(number);
    }
    agenda_.at(now_ + 5s, [this] { lift_all(); });
    people_.heal(now_);
    agenda_.at(now_ + plan_.grace + time_to_be_missed, [this, gone = people_.gone(), at = now_] {
        // After a restart their grace time begins anew.
        if (std::all_of(nodes_.begin(), nodes_.end(), [&](const auto& node) {
                return node->is_up() && node->started_at() <= at;
            })) {
            people_.require_outside(gone);
        }
    });
}

std::optional<Time> Cluster::next_deadline() const {
    std::optional<Time> next;
    const auto consider = [&](std::optional<Time> deadline) {
        if (deadline && (!next || *deadline < *next)) {
            next = deadline;
        }
    };
    consider(agenda_.next_deadline());
    consider(network_.next_deadline());
    consider(people_.next_deadline());
    for (const auto& node : nodes_) {
        consider(node->next_deadline());
    }
    return next;
}

bool Cluster::is_whole() const {
    return std::all_of(nodes_.begin(), nodes_.end(),
                       [](const auto& node) { return node->is_connected(); });
}

void Cluster::step() {
    const auto is_due = [&](std::optional<Time> deadline) { return deadline && *deadline <= now_; };
    const auto node = std::find_if(nodes_.begin(), nodes_.end(),
                                   [&](const auto& one) { return is_due(one->next_deadline()); });
    if (is_due(agenda_.next_deadline())) {
        agenda_.advance(now_);
    } else if (is_due(network_.next_deadline())) {
        const auto packet = network_.take();
        if (packet.is_to_server) {
            deliver_to_node(packet);
        } else {
            deliver_to_client(packet);
        }
    } else if (node != nodes_.end()) {
        transmit(static_cast<unsigned>(node - nodes_.begin()), (*node)->advance(now_));
    } else {
        people_.advance(now_);
    }
    people_.note_presence(now_, is_whole());
}

void Cluster::deliver_to_node(const Packet& packet) {
    auto& node = *nodes_[packet.node];
    if (node.is_up()) {
        node.receive(now_, packet.client, packet.bytes);
    } else if (random_.chance(told_of_closed_port)) {
        agenda_.at(now_ + plan_.network.delay, [this, address = packet.client] {
            people_.trouble(now_, address, Trouble::port_closed);
        });
    }
}

void Cluster::deliver_to_client(const Packet& packet) {
    const auto& address = packet.client;
    if (classic_.contains(address) || people_.receive(now_, address, packet.bytes, packet.node) ||
        random_.chance(1 - told_of_closed_port)) {
        return;
    }
    agenda_.at(now_ + plan_.network.delay, [this, address, number = packet.node,
                                            quoted = packet.bytes] {
        if (nodes_[number]->is_up()) {
            nodes_[number]->failed(now_, {address, random_.chance(told_of_closed_port), quoted});
        }
    });
}

void Cluster::transmit(unsigned node, const std::vector<SentDatagram>& datagrams) {
    for (const auto& datagram : datagrams) {
        network_.send(now_, false, datagram.to, datagram.bytes, node);
    }
}

std::string Cluster::missing() const {
    return is_healed_ ? people_.missing() : "it has not healed";
}

} // namespace chatroom::simulation
