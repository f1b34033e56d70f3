// SPDX-License-Identifier: GPL-3.0-or-later
// What is decided where several nodes share the room.
#include "daemon/core/decisions.hpp"

#include <algorithm>
#include <utility>

namespace chatroom {

Answer Decisions::decide(const Requester& /*who*/, const request::Beat& /*asked*/) {
    const auto* known = draft_.node(options_.node);
    auto node = known != nullptr ? *known : Node{.name = options_.node, .delivered = {}};
    ++node.beat;
    node.delivered = attendance_.delivered();
    if (least_drafted_) {
        node.delivered = std::min(node.delivered, *least_drafted_);
    }
    draft_.put(std::move(node));
    return std::monostate{};
}

/// Other nodes count this one's members by what it has said of them, which must never be too much.
void Decisions::note_behind(Sequence cursor) {
    if (options_.node.empty()) {
        return;
    }
    least_drafted_ = std::min(least_drafted_.value_or(cursor), cursor);
    const auto* known = draft_.node(options_.node);
    if (known != nullptr && known->delivered > cursor) {
        auto node = *known;
        node.delivered = cursor;
        draft_.put(std::move(node));
    }
}

/// Whoever was first has them; and a node that has spoken since keeps them.
Answer Decisions::decide(const Requester& /*who*/, const request::TakeOver& asked) {
    const auto* gone = draft_.node(asked.node);
    if (options_.serves(asked.node) || (gone != nullptr ? gone->beat : 0) != asked.beat) {
        return std::monostate{};
    }
    note_behind(gone != nullptr ? gone->delivered : Sequence{});
    draft_.remove_node(asked.node);
    answer::TakenOver taken;
    for (const auto entered : draft_.members()) {
        const auto* member = draft_.member(entered);
        if (member->node == asked.node) {
            auto moved = *member;
            moved.node = options_.node;
            draft_.put(std::move(moved));
            ++taken.members;
        }
    }
    return taken;
}

} // namespace chatroom
