// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/core/roster.hpp"

#include <algorithm>
#include <utility>

namespace chatroom {

namespace {

template <typename Map, typename Key>
void erase_if_of(Map& map, const Key& key, Sequence owner) {
    if (const auto entry = map.find(key); entry != map.end() && entry->second == owner) {
        map.erase(entry);
    }
}

} // namespace

Roster::Roster(std::span<const StoredMember> members, Now now) {
    for (const auto& stored : members) {
        add({.entered = stored.entered,
             .name = stored.name,
             .keys = name_keys(stored.name.text()),
             .since = stored.since,
             .key = stored.key,
             .link = {
                 .address = stored.address, .last_heard = now.steady, .unreachable_since = {}}});
    }
}

void Roster::apply(const Record& record, SteadyTime now) {
    const auto& event = record.event;
    switch (event.kind) {
    case EventKind::entered:
        add({.entered = event.sequence,
             .name = MemberName::from_journal(event.name),
             .keys = name_keys(event.name),
             .since = event.time,
             .key = record.key,
             .link = {.address = record.address.value_or(Address{}),
                      .last_heard = now,
                      .unreachable_since = {}}});
        break;
    case EventKind::left:
    case EventKind::kicked:
        remove(event.name);
        break;
    case EventKind::said:
    case EventKind::announced:
        break;
    }
}

const Member* Roster::find(const Address& address) const {
    const auto entry = by_address_.find(address);
    return entry == by_address_.end() ? nullptr : &members_.at(entry->second);
}

const Member* Roster::find(std::string_view name) const {
    if (name.size() > max_name_bytes) {
        return nullptr;
    }
    for (const auto& key : name_keys(name)) {
        if (const auto entry = by_key_.find(key); entry != by_key_.end()) {
            return &members_.at(entry->second);
        }
    }
    return nullptr;
}

const Member* Roster::find(Sequence entered) const {
    const auto entry = members_.find(entered);
    return entry == members_.end() ? nullptr : &entry->second;
}

void Roster::heard(Sequence member, SteadyTime now) {
    members_.at(member).link.last_heard = now;
    reachable(member);
}

void Roster::unreachable(Sequence member, SteadyTime now) {
    auto& link = members_.at(member).link;
    link.last_failure = now;
    if (unreachable_.insert(member).second) {
        link.unreachable_since = now;
    }
}

void Roster::reachable(Sequence member) {
    if (unreachable_.erase(member) > 0) {
        members_.at(member).link.unreachable_since.reset();
    }
}

void Roster::keep_reachability(const Roster& before) {
    for (auto& [entered, member] : members_) {
        const auto* known = before.find(entered);
        if (known == nullptr) {
            continue;
        }
        auto& link = member.link;
        link.last_heard = known->link.last_heard;
        link.last_failure = known->link.last_failure;
        link.unreachable_since = known->link.unreachable_since;
        if (link.unreachable_since) {
            unreachable_.insert(entered);
        }
    }
}

void Roster::add(Member member) {
    const auto entered = member.entered;
    // A newer ICU may see look-alikes where an older one saw two names: then the first keeps the
    // key and both stay inside.
    if (!member.key) {
        by_address_.try_emplace(member.link.address, entered);
    }
    for (const auto& key : member.keys) {
        by_key_.try_emplace(key, entered);
    }
    members_.insert_or_assign(entered, std::move(member));
}

std::map<Sequence, Member>::const_iterator Roster::find_exact(std::string_view name) const {
    const auto* likely = find(name);
    if (likely != nullptr && likely->name.text() == name) {
        return members_.find(likely->entered);
    }
    // Its keys are a look-alike's that came first, see add().
    return std::find_if(members_.begin(), members_.end(),
                        [&](const auto& entry) { return entry.second.name.text() == name; });
}

void Roster::remove(std::string_view exact_name) {
    const auto member = find_exact(exact_name);
    if (member == members_.end()) {
        return;
    }
    const auto entered = member->first;
    erase_if_of(by_address_, member->second.link.address, entered);
    for (const auto& key : member->second.keys) {
        erase_if_of(by_key_, key, entered);
    }
    unreachable_.erase(entered);
    members_.erase(member);
}

} // namespace chatroom
