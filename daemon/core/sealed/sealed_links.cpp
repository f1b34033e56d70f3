// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/core/sealed/sealed_links.hpp"

#include "base/deadline.hpp"

#include <algorithm>
#include <cassert>

namespace chatroom {

SealedLink& SealedLinks::add(SealedLink link) {
    const auto index = link.index;
    auto& added = links_.emplace(index, std::move(link)).first->second;
    idle(added);
    while (idle_.size() > max_idle) { // More than one, if many members have left at once.
        erase(links_.at(idle_.begin()->second));
    }
    touch(added);
    return added;
}

SealedLink* SealedLinks::find(std::uint32_t index) {
    const auto found = links_.find(index);
    return found == links_.end() ? nullptr : &found->second;
}

const SealedLink* SealedLinks::find(std::uint32_t index) const {
    const auto found = links_.find(index);
    return found == links_.end() ? nullptr : &found->second;
}

SealedLink* SealedLinks::of_member(Sequence member) const {
    return by_member_.find(member.value,
                           [&](const SealedLink& link) { return link.member == member; });
}

void SealedLinks::bind(SealedLink& link, Sequence member) {
    assert(link.state == SealedLink::State::open);
    not_idle(link);
    link.state = SealedLink::State::serving;
    link.member = member;
    link.place = serving_.size();
    serving_.push_back(&link);
    by_member_.insert(member.value, link);
    touch(link);
}

void SealedLinks::close(SteadyTime now, SealedLink& link, sealed::Closed why) {
    if (link.state == SealedLink::State::serving) {
        stop_serving(link);
        idle(link);
    }
    link.state = SealedLink::State::closed;
    link.closed = std::make_unique<sealed::Closed>(std::move(why));
    link.owes_closed = true;
    link.last_heard = now;
    touch(link);
}

void SealedLinks::erase(SealedLink& link) {
    if (link.state == SealedLink::State::serving) {
        stop_serving(link);
    } else {
        not_idle(link);
    }
    deadlines_.remove(link);
    links_.erase(link.index);
}

void SealedLinks::touch(SealedLink& link) {
    if (!std::exchange(link.is_touched, true)) {
        touched_.push_back(link.index);
    }
}

void SealedLinks::touch_all_serving() {
    for (auto* link : serving_) {
        touch(*link);
    }
}

std::vector<SealedLink*> SealedLinks::take_touched() {
    std::vector<SealedLink*> result;
    result.reserve(touched_.size());
    for (const auto index : std::exchange(touched_, {})) {
        auto* link = find(index);
        if (link != nullptr && std::exchange(link->is_touched, false)) {
            result.push_back(link);
        }
    }
    return result;
}

void SealedLinks::stop_serving(SealedLink& link) {
    by_member_.erase(link.member.value, link);
    serving_[link.place] = serving_.back();
    serving_[link.place]->place = link.place;
    serving_.pop_back();
}

void SealedLinks::idle(SealedLink& link) {
    link.place = next_idle_++;
    idle_.emplace(link.place, link.index);
}

void SealedLinks::not_idle(SealedLink& link) {
    idle_.erase(link.place);
}

std::optional<SteadyTime> SealedLinks::deadline_of(const SealedLink& link, bool is_reachable) {
    if (link.state != SealedLink::State::serving) {
        return link.last_heard + idle_lifetime;
    }
    auto next = link.events.next_deadline();
    if (link.watermark != nullptr) {
        next = earliest(next, link.watermark->next_deadline());
    }
    if (is_reachable) {
        next = earliest(next, std::optional(link.last_heard + silence));
    }
    return next;
}

/// A deadline that moves later stays where it was: when it comes, it is looked up again. That costs
/// less than moving it with every datagram.
void SealedLinks::schedule(SealedLink& link, bool is_reachable) {
    const auto deadline = deadline_of(link, is_reachable);
    if (deadline && (!link.is_scheduled || *deadline < link.deadline)) {
        deadlines_.set(link, *deadline);
    }
}

std::vector<SealedLink*> SealedLinks::take_due(SteadyTime now) {
    std::vector<SealedLink*> due;
    for (auto* link = deadlines_.first(); link != nullptr && link->deadline <= now;
         link = deadlines_.first()) {
        deadlines_.remove(*link);
        if (link->state != SealedLink::State::serving && link->last_heard + idle_lifetime <= now) {
            erase(*link);
            continue;
        }
        touch(*link);
        due.push_back(link);
    }
    return due;
}

std::optional<SteadyTime> SealedLinks::next_deadline() const {
    const auto* first = deadlines_.first();
    return first == nullptr ? std::nullopt : std::optional(first->deadline);
}

void SealedLinks::rest() {
    for (auto* link : serving_) {
        link->events.rest();
    }
    serving_.shrink_to_fit();
    deadlines_.rest();
}

} // namespace chatroom
