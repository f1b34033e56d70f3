// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/core/entry_limits.hpp"

namespace chatroom {

namespace {

template <typename Counts, typename Who>
int count_of(const Counts& counts, const Who& who) {
    const auto found = counts.find(who);
    return found != counts.end() ? found->second : 0;
}

} // namespace

/// This machine is no network: nobody elsewhere can act for its people, and there may be many. Nor
/// are those of one that others know: nobody who shares their address keeps them outside.
bool EntryLimits::counts_for_network(const Entrant& entrant) {
    return !entrant.is_regular && !entrant.address.is_loopback();
}

void EntryLimits::Drafted::add(const Entrant& entrant) {
    if (counts_for_network(entrant)) {
        ++from_[{entrant.door, Source::of_network(entrant.address)}];
    }
    if (entrant.key) {
        ++with_[*entrant.key];
    }
    if (entrant.takes_name) {
        ++new_names_[Source::of_network(entrant.address)];
    }
}

SteadyTime::duration EntryLimits::wait_for(SteadyTime now, const Entrant& entrant,
                                           const Drafted& drafted) const {
    auto wait = SteadyTime::duration::zero();
    if (counts_for_network(entrant)) {
        const auto network = Source::of_network(entrant.address);
        const auto& limiter = entrant.door == DoorKind::classic ? classic_ : sealed_;
        wait = limiter.wait_for(now, network,
                                count_of(drafted.from_, std::pair(entrant.door, network)));
    }
    if (entrant.key) {
        wait = std::max(wait,
                        keys_.wait_for(now, *entrant.key, count_of(drafted.with_, *entrant.key)));
    }
    return wait;
}

bool EntryLimits::has_too_many_names(SteadyTime now, const Entrant& entrant,
                                     const Drafted& drafted) const {
    const auto network = Source::of_network(entrant.address);
    return entrant.takes_name &&
           new_names_.wait_for(now, network, count_of(drafted.new_names_, network)) >
               SteadyTime::duration::zero();
}

void EntryLimits::note(SteadyTime now, const Entrant& entrant) {
    if (counts_for_network(entrant)) {
        auto& limiter = entrant.door == DoorKind::classic ? classic_ : sealed_;
        limiter.note(now, Source::of_network(entrant.address));
    }
    if (entrant.key) {
        keys_.note(now, *entrant.key);
    }
    if (entrant.takes_name) {
        new_names_.note(now, Source::of_network(entrant.address));
    }
}

} // namespace chatroom
