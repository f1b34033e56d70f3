// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/core/roster.hpp"

#include <utility>

namespace chatroom {

void Roster::put(Member member) {
    const auto entered = member.entered;
    if (const auto known = members_.find(entered); known != members_.end()) {
        count(known->second, -1);
        known->second = std::move(member);
        count(known->second, 1);
        return;
    }
    auto& added = members_.emplace(entered, std::move(member)).first->second;
    by_entrance_.insert(entered.value, added);
    by_name_.insert(added);
    count(added, 1);
}

void Roster::remove(Sequence entered) {
    const auto found = members_.find(entered);
    if (found == members_.end()) {
        return;
    }
    by_entrance_.erase(entered.value, found->second);
    by_name_.erase(found->second);
    count(found->second, -1);
    members_.erase(found);
}

void Roster::count(const Member& member, int more) {
    const auto place = from_.try_emplace({member.door, Source::of_network(member.address)}).first;
    place->second += static_cast<std::uint32_t>(more);
    if (place->second == 0) {
        from_.erase(place);
    }
    const auto node = by_node_.try_emplace(member.node).first;
    node->second += static_cast<std::size_t>(more);
    if (node->second == 0) {
        by_node_.erase(node);
    }
}

std::size_t Roster::count_from(DoorKind door, const Source& network) const {
    const auto found = from_.find({door, network});
    return found != from_.end() ? found->second : 0;
}

const Member* Roster::find(Sequence entered) const {
    return by_entrance_.find(entered.value,
                             [&](const Member& member) { return member.entered == entered; });
}

} // namespace chatroom
