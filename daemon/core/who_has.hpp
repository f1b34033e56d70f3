// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "daemon/core/roster.hpp"

#include <vector>

namespace chatroom {

/// Who of those inside has an event, each in the order of entry. Classic members cannot say, and
/// who came in behind the event need not have it.
struct WhoHas {
    std::vector<const Member*> lacking;
    std::vector<const Member*> having;
    std::vector<const Member*> later;
    std::vector<const Member*> mute;
};

/// cursor_of(member) is up to where a sealed member has everything. Valid as long as the roster
/// does not change.
template <typename CursorOf>
WhoHas who_has(const Roster& roster, Sequence event, const CursorOf& cursor_of) {
    WhoHas result;
    for (const auto& [entered, member] : roster.members()) {
        auto& group = member.door == DoorKind::classic ? result.mute
                      : cursor_of(member) < event      ? result.lacking
                      : entered > event                ? result.later
                                                       : result.having;
        group.push_back(&member);
    }
    return result;
}

} // namespace chatroom
