// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/core/roster.hpp"

#include <algorithm>
#include <utility>

namespace chatroom {

namespace {

bool entered_before(const Member& left, const Member& right) {
    return left.entered < right.entered;
}

} // namespace

Roster::Roster(std::span<const StoredMember> members, Now now, const HashKey& hash_key)
    : by_name_(hash_key) {
    for (const auto& stored : members) {
        add({.entered = stored.entered,
             .name = stored.name,
             .since = stored.since,
             .link = {.address = stored.address,
                      .last_heard = now.steady,
                      .is_sealed = stored.key.has_value()}});
    }
}

void Roster::apply(const Record& record, SteadyTime now) {
    const auto& event = record.event;
    switch (event.kind) {
    case EventKind::entered:
        add({.entered = event.sequence,
             .name = MemberName::from_journal(event.name),
             .since = event.time,
             .link = {.address = record.address.value_or(Address{}),
                      .last_heard = now,
                      .is_sealed = record.key.has_value()}});
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
    return by_name_.find(name, entered_before);
}

const Member* Roster::find(Sequence entered) const {
    return find_member(entered);
}

Member* Roster::find_member(Sequence entered) const {
    return by_entrance_.find(entered.value,
                             [&](const Member& member) { return member.entered == entered; });
}

void Roster::heard(Sequence member, SteadyTime now) {
    link_of(member).last_heard = now;
    reachable(member);
}

void Roster::unreachable(Sequence member, SteadyTime now) {
    unreachable_.try_emplace(member, Absence{now, now}).first->second.last_failure = now;
}

void Roster::reachable(Sequence member) {
    unreachable_.erase(member);
}

void Roster::keep_reachability(const Roster& before) {
    for (auto& [entered, member] : members_) {
        const auto* known = before.find(entered);
        if (known == nullptr) {
            continue;
        }
        member.link.last_heard = known->link.last_heard;
        const auto absence = before.unreachable_.find(entered);
        if (absence != before.unreachable_.end()) {
            unreachable_.insert(*absence);
        }
    }
}

void Roster::add(Member member) {
    const auto entered = member.entered;
    auto& added = members_.emplace(entered, std::move(member)).first->second;
    if (!added.link.is_sealed) {
        by_address_.try_emplace(added.link.address, entered);
    }
    by_entrance_.insert(entered.value, added);
    by_name_.insert(added);
}

/// Takes a look at all members if a look-alike has entered before.
const Member* Roster::find_exact(std::string_view name) const {
    const auto* likely = find(name);
    if (likely == nullptr || likely->name.text() == name) {
        return likely;
    }
    // It is a look-alike that came first, see NameIndex.
    const auto found = std::find_if(members_.begin(), members_.end(), [&](const auto& entry) {
        return entry.second.name.text() == name;
    });
    return found == members_.end() ? nullptr : &found->second;
}

void Roster::remove(std::string_view exact_name) {
    const auto* member = find_exact(exact_name);
    if (member == nullptr) {
        return;
    }
    const auto entered = member->entered;
    const auto by_address = by_address_.find(member->link.address);
    if (by_address != by_address_.end() && by_address->second == entered) {
        by_address_.erase(by_address);
    }
    by_entrance_.erase(entered.value, *member);
    by_name_.erase(*member);
    unreachable_.erase(entered);
    members_.erase(entered);
}

} // namespace chatroom
