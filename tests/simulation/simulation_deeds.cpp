// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/core/facts.hpp"
#include "tests/simulation/simulation.hpp"

#include <algorithm>

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
    case Deed::Kind::announce:
        return daemon_.receive(now_, control::Announce{"announcement"});
    case Deed::Kind::kick:
        return daemon_.receive(now_, control::Kick{people_.name_of(deed.whom), reason_of_kicks});
    case Deed::Kind::release_name:
        return daemon_.receive(now_, control::ReleaseName{people_.name_of(deed.whom)});
    case Deed::Kind::moderate:
        return moderate(deed);
    case Deed::Kind::recall:
        return recall(deed);
    default:
        break;
    }
}

/// Of the latest events any, which need not be a message; or what somebody has said lately.
void Simulation::recall(const Deed& deed) {
    constexpr std::uint64_t among = 30;
    const auto head =
        daemon_.disk().events.empty() ? 0 : daemon_.disk().events.back().sequence.value;
    const auto back = deed.detail / 3 % among;
    const Sequence number{head > back ? head - back : 1};
    if (deed.detail % 3 == 0) {
        daemon_.receive(now_, control::Recall{{}, people_.name_of(deed.whom), 10s, {}});
    } else {
        daemon_.receive(now_, control::Recall{number, {}, {}, {}});
        daemon_.receive(now_, control::Recall{number.next(), {}, {}, {}});
        daemon_.receive(now_, control::Recall{number, {}, {}, {}}); // It was before.
    }
}

void Simulation::moderate(const Deed& deed) {
    const auto name = people_.name_of(deed.whom);
    const std::vector<control::Request> measures{
        control::Mute{name, false, {}}, control::Mute{"", true, {}}, control::Lock{},
        control::Ban{name, reason_of_kicks, {}}, control::Ban{"classic0", reason_of_kicks, {}}};
    daemon_.receive(now_, measures[deed.detail % measures.size()]);
    agenda_.at(now_ + deed.length, [this] { lift_all(); });
}

/// What was laid down by whatever deed is over.
void Simulation::lift_all() {
    if (!daemon_.is_up()) {
        return;
    }
    daemon_.receive(now_, control::Unmute{"", true});
    daemon_.receive(now_, control::Unlock{});
    for (const auto& [key, bytes] : daemon_.disk().facts) {
        const facts::Kind kind{key.first};
        if (kind == facts::Kind::ban) {
            daemon_.receive(now_, control::Unban{key.second});
        } else if (kind == facts::Kind::mute) {
            const auto mute = facts::read_sanction({key.first, key.second, bytes});
            daemon_.receive(now_, control::Unmute{mute->whom, false});
        }
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

void Simulation::do_to_person(const Deed& deed) {
    const auto whom = deed.whom;
    switch (deed.kind) {
    case Deed::Kind::crash_program:
        people_.crash(now_, whom);
        break;
    case Deed::Kind::crash_for_good:
        people_.want(whom, false);
        return people_.crash(now_, whom);
    case Deed::Kind::leave:
        if (!people_.leave(now_, whom)) {
            return;
        }
        break;
    case Deed::Kind::rename:
        if (!people_.leave(now_, whom)) {
            return;
        }
        people_.rename(whom);
        break;
    case Deed::Kind::leave_for_good:
        people_.leave(now_, whom);
        return;
    case Deed::Kind::second_program:
        return people_.start_another(now_, whom);
    case Deed::Kind::suspend:
        people_.suspend(whom);
        break;
    case Deed::Kind::cut:
        people_.cut(whom, deed.detail % 3 != 1, deed.detail % 3 != 2);
        break;
    case Deed::Kind::rebind:
        return people_.rebind(whom, deed.detail % 4 == 0);
    default:
        return;
    }
    agenda_.at(now_ + deed.length, [this, deed] { come_back(deed); });
}

void Simulation::come_back(const Deed& deed) {
    switch (deed.kind) {
    case Deed::Kind::leave:
    case Deed::Kind::rename:
        people_.want(deed.whom, true);
        return people_.start_if_wanted(now_, deed.whom);
    case Deed::Kind::suspend:
        return people_.resume(now_, deed.whom);
    case Deed::Kind::cut:
        return people_.cut(deed.whom, false, false);
    default:
        return people_.start_if_wanted(now_, deed.whom);
    }
}

} // namespace chatroom::simulation
