// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/core/roster.hpp"

#include <utility>

namespace chatroom {

void Roster::put(Member member) {
    const auto entered = member.entered;
    if (const auto known = members_.find(entered); known != members_.end()) {
        known->second = std::move(member);
        return;
    }
    auto& added = members_.emplace(entered, std::move(member)).first->second;
    by_entrance_.insert(entered.value, added);
    by_name_.insert(added);
}

void Roster::remove(Sequence entered) {
    const auto found = members_.find(entered);
    if (found == members_.end()) {
        return;
    }
    by_entrance_.erase(entered.value, found->second);
    by_name_.erase(found->second);
    members_.erase(found);
}

const Member* Roster::find(Sequence entered) const {
    return by_entrance_.find(entered.value,
                             [&](const Member& member) { return member.entered == entered; });
}

} // namespace chatroom
