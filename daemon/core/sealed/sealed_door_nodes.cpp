// SPDX-License-Identifier: GPL-3.0-or-later
// Whom of the sealed members this door serves, where several nodes share the room, and how far all
// of them are.
#include "daemon/core/sealed/sealed_door.hpp"

#include <algorithm>

namespace chatroom {

/// The member is inside without a session: one that serves it may come at once.
void SealedDoor::adopt(Now now, const Member& member) {
    const auto* owned = context().state.names().find_exact(member.name.text());
    unserved_[member.entered] = owned != nullptr ? owned->cursor : Sequence{};
    absences_.begin(member.entered, now.steady);
    expected_.insert(member.way());
    watermark_.doubt();
}

/// The member is inside, perhaps by another node than before. Whoever comes in here is without a
/// session for now: that takes it at once, unless it is gone.
void SealedDoor::stands(Now now, Sequence entered) {
    const auto* member = context().state.roster().find(entered);
    if (member == nullptr || member->door != DoorKind::sealed) {
        return;
    }
    const bool is_known = links_.of_member(entered) != nullptr || unserved_.contains(entered);
    if (context().options.serves(member->node)) {
        if (!is_known) {
            adopt(now, *member);
        }
    } else if (is_known) {
        let_go(now, *member);
    }
}

/// Another node serves the member now. If its program has gone there, it has no use for the session
/// here; if it has not, it learns by itself that it is to go on.
void SealedDoor::let_go(Now now, const Member& member) {
    if (auto* link = links_.of_member(member.entered)) {
        const auto* owned = context().state.names().find_exact(member.name.text());
        supersede(now, *link, owned != nullptr ? owned->instance : link->instance);
    }
    unserved_.erase(member.entered);
    lags_.erase(member.entered);
    absences_.end(member.entered);
    watermark_.doubt();
}

Sequence SealedDoor::delivered() const {
    auto least = context().state.head();
    for_each_cursor([&](Sequence cursor) { least = std::min(least, cursor); });
    return least;
}

void SealedDoor::raise_watermark() {
    auto elsewhere = log_.head();
    for (const auto& [name, node] : context().state.nodes()) {
        elsewhere =
            name == context().options.node ? elsewhere : std::min(elsewhere, node.delivered);
    }
    for (const auto& [name, members] : context().state.roster().by_node()) {
        const bool is_known =
            context().options.serves(name) || context().state.nodes().contains(name);
        elsewhere = is_known ? elsewhere : Sequence{}; // Nobody says how far they are.
    }
    const bool is_higher = watermark_.raise(log_.head(), elsewhere,
                                            [this](const auto& take) { for_each_cursor(take); });
    if (!is_higher) {
        return;
    }
    for (auto* link : links_.serving()) {
        if (link->watermark != nullptr) {
            links_.touch(*link);
        }
    }
}

} // namespace chatroom
