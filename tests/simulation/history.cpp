// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/simulation/history.hpp"

#include "protocol/recall.hpp"

#include <algorithm>

namespace chatroom::simulation {

void History::append(const Event& event, const std::optional<sealed::PublicKey>& key) {
    require(events_.empty() || event.sequence > events_.rbegin()->first,
            "a number was given twice, or out of order");
    switch (event.kind) {
    case EventKind::entered:
        enter(event, key);
        break;
    case EventKind::left:
    case EventKind::kicked:
        if (std::erase_if(members_, [&](const Member& one) { return one.name == event.name; }) !=
            1) {
            fail(event.name + " leaves and was not inside");
        }
        break;
    case EventKind::said:
        if (member(event.name) == nullptr) {
            fail(event.name + " speaks and is not inside");
        }
        break;
    case EventKind::recalled:
        recall(event);
        break;
    case EventKind::announced:
        break;
    default: // Of a kind that only later versions know.
        break;
    }
    events_.emplace(event.sequence, event);
    latest_ = event.sequence;
}

void History::lost(Sequence latest, const std::vector<StoredMember>& members) {
    for (auto event = events_.upper_bound(latest); event != events_.end(); ++event) {
        lost_.insert(event->first);
    }
    latest_ = latest;
    members_.clear();
    for (const auto& member : members) {
        const auto& name = member.name.text();
        members_.push_back({member.entered, name, name_keys(name), member.key});
    }
}

void History::recall(const Event& tombstone) {
    const auto recall = recall_in(tombstone);
    require(recall.has_value(), "nothing is recalled");
    bool is_anything = false;
    for (const auto& [number, event] : events_) {
        if (recall->covers(event)) {
            recalled_.insert(number);
            is_anything = true;
        }
    }
    require(is_anything, "something is recalled that was never said");
}

void History::enter(const Event& event, const std::optional<sealed::PublicKey>& key) {
    auto keys = name_keys(event.name);
    for (const auto& other : members_) {
        if (have_common_key(other.keys, keys)) {
            fail("two members have one name: " + other.name + " and " + event.name);
        }
    }
    members_.push_back({event.sequence, event.name, std::move(keys), key});
}

const Event* History::find(Sequence sequence) const {
    const auto found = events_.find(sequence);
    return found == events_.end() ? nullptr : &found->second;
}

const History::Member* History::member(std::string_view name) const {
    const auto found = std::find_if(members_.begin(), members_.end(),
                                    [&](const Member& one) { return one.name == name; });
    return found == members_.end() ? nullptr : &*found;
}

} // namespace chatroom::simulation
