// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/simulation/simulation.hpp"

#include <algorithm>

namespace chatroom::simulation {

namespace {

using namespace std::chrono_literals;

/// How often a machine says that nothing listens at a port.
constexpr double told_of_closed_port = 0.5;

/// How often a classic member seems to be gone; it takes no offence.
constexpr double told_of_classic_trouble = 0.02;

/// More handshakes at once would not be answered in one turn, as the WireWatch has it.
constexpr Duration time_between_visits = 100ms;

/// How many runs end with a rest.
constexpr double chance_of_rest = 0.25;

/// Nobody else is there.
Address rogue_address() {
    Address address;
    address.ip = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 10, 8, 8, 8};
    address.port = 1;
    return address;
}

/// In a narrow network some are lost, and not by chance.
double loss_in(const NetworkFaults& network) {
    return network.loss + network.corruption + (network.longest ? 0.05 : 0);
}

} // namespace

Simulation::Simulation(std::uint64_t seed, Trace& trace)
    : Stage(trace, beginning), random_(seed), plan_(make_plan(random_.fork())),
      journal_faults_(plan_.journal), network_(plan_.network, random_.fork(), trace),
      daemon_(room_options(plan_), plan_, journal_faults_, random_.fork(), trace,
              [this](const DecidedBatch& batch) { appended(batch); }),
      referee_(daemon_.disk(), plan_.history, Attendance(plan_.grace, loss_in(plan_.network))),
      people_(plan_, random_.fork(), trace, referee_, network_, agenda_) {
    if (plan_.has_rogue) {
        schedule_rogue(seed);
    }
}

void Simulation::run() {
    trace_.step(now_);
    schedule();
    start_daemon();
    run_until_well(beginning + plan_.unruly + longest_deed + plan_.grace + time_to_settle);
    run_until(now_ + time_to_notice);
    trace_.note([] { return std::string("all is well, and everybody says something more"); });
    for (unsigned person = 0; person < plan_.people; ++person) {
        people_.say_if_wanted(now_, person, people_.words(person, 1));
        run_until_well(now_ + time_to_spread);
    }
    if (random_.chance(chance_of_rest)) {
        rest();
    }
    meet_oneself();
}

/// Whoever is there keeps its place against the same person's program on another machine, and gives
/// it to the one that follows it on its own.
void Simulation::meet_oneself() {
    trace_.note([] { return std::string("everybody comes a second time"); });
    unsigned visits = 0;
    const auto before = people_.kept_out();
    for (unsigned person = 0; person < plan_.people; ++person) {
        visits += people_.visit(now_, person) ? 1 : 0;
        run_until(now_ + time_between_visits);
    }
    run_until_well(now_ + time_to_turn_back);
    require(people_.kept_out() - before == visits, "a second program is not told of the first");
    people_.start_over(now_, random_.below(plan_.people));
    run_until_well(now_ + time_to_turn_back);
    require(people_.kept_out() - before == visits, "a program is told of one that has ended");
}

void Simulation::rest() {
    run_until(now_ + time_of_answers);
    const auto before = network_.sent();
    run_until(now_ + time_of_rest);
    const auto& members = referee_.history().members();
    const auto sealed = std::count_if(members.begin(), members.end(),
                                      [](const auto& member) { return member.key.has_value(); });
    require(network_.sent() - before <= static_cast<std::size_t>(sealed) * most_datagrams_at_rest,
            "the room does not rest when nothing happens");
}

void Simulation::appended(const DecidedBatch& batch) {
    for (const auto& record : batch.records) {
        trace_.note([&] {
            return "in the journal: event " + std::to_string(record.event.sequence.value) + ", " +
                   std::string(to_string(record.event.kind)) + ", " + record.event.name;
        });
    }
    referee_.appended(now_, batch);
}

void Simulation::schedule() {
    for (unsigned person = 0; person < plan_.people; ++person) {
        agenda_.at(beginning + random_.between(Duration{}, 2s),
                   [this, person] { people_.start_if_wanted(now_, person); });
    }
    for (const auto& remark : plan_.remarks) {
        agenda_.at(beginning + remark.at, [this, remark] {
            people_.say(now_, remark.who, people_.words(remark.who, remark.bytes));
        });
    }
    for (const auto& deed : plan_.deeds) {
        agenda_.at(beginning + deed.at, [this, deed] {
            trace_.note([&] {
                return std::string("deed: ") + to_text(deed.kind) + ", " +
                       people_.name_of(deed.whom);
            });
            if (deed.kind <= Deed::last_to_daemon) {
                do_to_daemon(deed);
            } else {
                people_.act(now_, deed);
            }
        });
    }
    for (unsigned number = 0; number < plan_.classic_members; ++number) {
        schedule_classic_member(number);
    }
    agenda_.at(beginning + plan_.unruly, [this] { heal(); });
}

/// It enters, speaks, may leave and enter again, also under another name without having left, and
/// may say what is no request; whatever arrives.
void Simulation::schedule_classic_member(unsigned number) {
    Address address;
    address.ip = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 10, 9, 9, 9};
    address.port = static_cast<std::uint16_t>(number + 1);
    classic_.push_back(address);
    const std::string name = "classic" + std::to_string(number);
    constexpr unsigned requests = 12;
    for (unsigned request = 0; request < requests; ++request) {
        const auto kind = random_.below(8);
        const auto bytes = request == 0 || kind == 0 ? "L " + name
                           : kind == 1               ? "Q " + name
                           : kind == 2               ? "L another" + std::to_string(number)
                           : kind == 3               ? "hello"
                                                     : "C " + name + " hello";
        const auto at = request == 0 ? Duration{} : random_.between(Duration{}, plan_.unruly);
        agenda_.at(beginning + at,
                   [this, address, bytes] { network_.send(now_, true, address, bytes); });
        if (kind == 1) { // Something may happen in the turn in which it leaves.
            agenda_.at(beginning + at, [this] {
                network_.send(now_, true, classic_.front(), "C classic0 one more thing");
            });
        }
    }
}

/// It does something, or not, ten times a second.
void Simulation::schedule_rogue(std::uint64_t seed) {
    rogue_.emplace(referee_.history(), plan_.history, daemon_.flights(), Random(~seed),
                   [this](Time now, const std::string& datagram) {
                       network_.send(now, true, rogue_address(), datagram);
                   });
    referee_.does_not_show(rogue_->key());
    for (auto at = Duration{}; at < plan_.unruly; at += 100ms) {
        agenda_.at(beginning + at, [this] { rogue_->act(now_); });
    }
}

void Simulation::start_daemon() {
    if (!daemon_.is_up()) {
        if (plan_.is_mixed) {
            daemon_.let_newer_one_run(now_);
        }
        daemon_.start(now_);
        daemon_started_at_ = now_;
        if (is_healed_) {
            lift_all(); // The disk may have lost that it was lifted.
        }
        if (rogue_) {
            rogue_->daemon_started();
        }
    }
}

void Simulation::start_daemon_after(Duration time) {
    agenda_.at(now_ + time, [this] { start_daemon(); });
}

void Simulation::heal() {
    trace_.note([] { return std::string("everything heals"); });
    is_healed_ = true;
    network_.heal();
    journal_faults_.append_error = journal_faults_.read_error = journal_faults_.outrun = 0;
    journal_faults_.longest_thought = {};
    start_daemon();
    daemon_.plan(PowerPlan::stays);
    daemon_.let_everybody_in();
    lift_all();
    people_.heal(now_);
    agenda_.at(now_ + plan_.grace + time_to_be_missed, [this, gone = people_.gone(), at = now_] {
        // After a restart their grace time begins anew.
        if (daemon_.is_up() && daemon_started_at_ <= at) {
            people_.require_outside(gone);
        }
    });
}

std::optional<Time> Simulation::next_deadline() const {
    std::optional<Time> next;
    for (const auto deadline : {agenda_.next_deadline(), network_.next_deadline(),
                                daemon_.next_deadline(), people_.next_deadline()}) {
        if (deadline && (!next || *deadline < *next)) {
            next = deadline;
        }
    }
    return next;
}

/// One thing that is due.
void Simulation::step() {
    const auto is_due = [&](std::optional<Time> deadline) { return deadline && *deadline <= now_; };
    if (is_due(agenda_.next_deadline())) {
        agenda_.advance(now_);
    } else if (is_due(network_.next_deadline())) {
        const auto packet = network_.take();
        if (packet.is_to_server) {
            deliver_to_server(packet);
        } else {
            deliver_to_client(packet);
        }
    } else if (is_due(daemon_.next_deadline())) {
        transmit(daemon_.advance(now_));
        if (!daemon_.is_up()) {
            start_daemon_after(next_downtime_);
        }
    } else {
        people_.advance(now_);
    }
    people_.note_presence(now_, daemon_.is_up() && !is_journal_broken_);
}

void Simulation::deliver_to_server(const Packet& packet) {
    if (daemon_.is_up()) {
        daemon_.receive(now_, packet.client, packet.bytes);
    } else if (random_.chance(told_of_closed_port)) {
        agenda_.at(now_ + plan_.network.delay, [this, address = packet.client] {
            people_.trouble(now_, address, Trouble::port_closed);
        });
    }
}

void Simulation::deliver_to_client(const Packet& packet) {
    const auto& address = packet.client;
    if (rogue_ && address == rogue_address()) {
        return is_healed_ ? void() : rogue_->receive(now_, packet.bytes);
    }
    if (packet.is_intact && people_.is_reached(address)) {
        daemon_.flights().arrived(now_, packet.bytes);
    }
    const bool is_classic = std::find(classic_.begin(), classic_.end(), address) != classic_.end();
    if (is_classic ? is_healed_ || random_.chance(1 - told_of_classic_trouble)
                   : people_.receive(now_, address, packet.bytes) ||
                         random_.chance(1 - told_of_closed_port)) {
        return;
    }
    agenda_.at(now_ + plan_.network.delay, [this, address, quoted = packet.bytes] {
        if (daemon_.is_up()) {
            daemon_.failed(now_, {address, random_.chance(told_of_closed_port), quoted});
        }
    });
}

void Simulation::transmit(const std::vector<SentDatagram>& datagrams) {
    for (const auto& datagram : datagrams) {
        network_.send(now_, false, datagram.to, datagram.bytes);
    }
}

std::string Simulation::missing() const {
    return is_healed_ ? people_.missing() : "it has not healed";
}

} // namespace chatroom::simulation
