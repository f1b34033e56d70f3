// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/simulation/administering.hpp"
#include "tests/simulation/simulation.hpp"

namespace chatroom::simulation {

using namespace std::chrono_literals;

void Simulation::do_to_daemon(const Deed& deed) {
    if (!daemon_.is_up()) {
        return;
    }
    switch (deed.kind) {
    case Deed::Kind::crash_daemon:
        daemon_.crash();
        return start_daemon_after(deed.length);
    case Deed::Kind::crash_before_commit:
    case Deed::Kind::crash_after_commit:
        next_downtime_ = deed.length;
        return daemon_.plan(deed.kind == Deed::Kind::crash_before_commit
                                ? PowerPlan::fails_before_commit
                                : PowerPlan::fails_after_commit);
    case Deed::Kind::stop_daemon:
        transmit(daemon_.stop(now_));
        return start_daemon_after(deed.length);
    case Deed::Kind::lose_disk_end:
        return let_disk_lie(deed);
    case Deed::Kind::fail_journal:
        return break_journal(deed.length);
    case Deed::Kind::move_clock:
        return move_clock(deed.detail);
    default:
        for (const auto& request : requests_of(deed, people_.name_of(deed.whom), daemon_.disk())) {
            daemon_.receive(now_, request);
        }
        if (deed.kind == Deed::Kind::moderate) {
            agenda_.at(now_ + deed.length, [this] { lift_all(); });
        }
    }
}

/// What was laid down by whatever deed is over.
void Simulation::lift_all() {
    if (!daemon_.is_up()) {
        return;
    }
    for (const auto& request : lifting_all(daemon_.disk())) {
        daemon_.receive(now_, request);
    }
}

void Simulation::break_journal(Duration time) {
    constexpr Duration longest = 30s;
    is_journal_broken_ = true;
    journal_faults_.append_error = 1;
    agenda_.at(now_ + std::min(time, longest), [this] {
        is_journal_broken_ = false;
        journal_faults_.append_error = is_healed_ ? 0 : plan_.journal.append_error;
    });
}

/// Without reserved numbers nobody could tell what was lost.
void Simulation::let_disk_lie(const Deed& deed) {
    constexpr Duration longest = 5s;
    if (plan_.journal.reserve == 0 || daemon_.is_lying()) {
        return;
    }
    daemon_.begin_to_lie();
    agenda_.at(now_ + std::min(deed.length, longest),
               [this, downtime = deed.length] { lose_power(downtime); });
}

void Simulation::lose_power(Duration downtime) {
    const bool was_up = daemon_.is_up(); // Otherwise it is started again anyway.
    daemon_.lose_power();
    referee_.disk_lost_its_end();
    if (was_up) {
        start_daemon_after(downtime);
    }
}

void Simulation::move_clock(std::uint64_t how) {
    static const std::vector<Duration> jumps{1h, -1h, 3s, -3s, 24h * 400, -24h * 40};
    daemon_.move_wall_clock(jumps[how % jumps.size()]);
}

} // namespace chatroom::simulation
