// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/simulation/disk.hpp"

#include "daemon/core/facts.hpp"
#include "protocol/recall.hpp"

#include <algorithm>

namespace chatroom::simulation {

namespace {

void put(Disk& disk, const Fact& fact) {
    const bool is_member = facts::Kind{fact.kind} == facts::Kind::member;
    const bool is_name = facts::Kind{fact.kind} == facts::Kind::name;
    if (is_member) {
        const auto entered = facts::member_key(fact).value();
        std::erase_if(disk.members, [&](const auto& one) { return one.entered == entered; });
    } else if (is_name) {
        disk.names.erase(fact.key);
    }
    if (!fact.bytes) {
        disk.facts.erase({fact.kind, fact.key});
        return;
    }
    disk.facts.insert_or_assign({fact.kind, fact.key}, *fact.bytes);
    if (!is_member && !is_name) {
        return; // A rule; nobody has to know it otherwise.
    }
    if (is_name) {
        const auto name = facts::read_name(fact).value();
        disk.names.insert_or_assign(fact.key, name);
        for (auto& one : disk.members) {
            if (one.name == name.name) {
                one.key = name.key;
            }
        }
        return;
    }
    const auto member = facts::read_member(fact).value();
    StoredMember stored{member.entered, member.name, member.address, std::nullopt,
                        member.reached_at};
    if (const auto owned = disk.names.find(member.name.text());
        member.door == DoorKind::sealed && owned != disk.names.end()) {
        stored.key = owned->second.key;
    }
    const auto behind = std::find_if(disk.members.begin(), disk.members.end(),
                                     [&](const auto& one) { return one.entered > stored.entered; });
    disk.members.insert(behind, std::move(stored));
}

void keep(Disk& disk, const Record& record) {
    if (record.event) {
        disk.events.push_back(*record.event);
        if (const auto recall = recall_in(*record.event)) {
            for (auto& event : disk.events) {
                event.text = recall->covers(event) ? "" : event.text;
            }
        }
    }
    for (const auto& fact : record.facts) {
        put(disk, fact);
    }
}

} // namespace

void keep(Disk& disk, const Batch& batch) {
    for (const auto& record : batch.records) {
        keep(disk, record);
    }
}

std::vector<Fact> facts_of(const Disk& disk) {
    std::vector<Fact> result;
    for (const auto& [key, bytes] : disk.facts) {
        result.push_back({.kind = key.first, .key = key.second, .bytes = bytes});
    }
    return result;
}

std::vector<Event> latest_of(const Disk& disk, std::size_t count) {
    const auto shown = std::min(count, disk.events.size());
    return {disk.events.end() - static_cast<std::ptrdiff_t>(shown), disk.events.end()};
}

std::vector<Event> read_from(const Disk& disk, Sequence first, std::size_t count) {
    const auto begin = std::lower_bound(
        disk.events.begin(), disk.events.end(), first,
        [](const Event& event, Sequence number) { return event.sequence < number; });
    const auto rest = static_cast<std::size_t>(disk.events.end() - begin);
    return {begin, begin + static_cast<std::ptrdiff_t>(std::min(count, rest))};
}

} // namespace chatroom::simulation
