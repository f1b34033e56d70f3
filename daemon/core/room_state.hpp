// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "daemon/core/journal.hpp"
#include "daemon/core/names.hpp"
#include "daemon/core/node.hpp"
#include "daemon/core/roster.hpp"
#include "daemon/core/rules.hpp"

#include <algorithm>
#include <span>

namespace chatroom {

/// What the records make of an empty room. It knows no sockets and no protocol, and apply() is the
/// only way in which anything changes: the same at a start, in a turn, and for what other nodes
/// have decided.
class RoomState {
public:
    /// The room as these facts, which go up to that number, have it. Others choose names, hence the
    /// key. Throws std::runtime_error if a fact is none that this program can read.
    RoomState(std::span<const Fact> facts, Sequence head, const HashKey& hash_key);

    /// Lets the record happen. Throws std::runtime_error like the constructor.
    void apply(const Record& record);

    /// No number up to this one is given any more.
    void leave_out(Sequence last) { head_ = std::max(head_, last); }

    /// The number of the latest event, or the last one left out.
    Sequence head() const { return head_; }

    const Roster& roster() const { return roster_; }
    const Names& names() const { return names_; }
    const Rules& rules() const { return rules_; }
    const Nodes& nodes() const { return nodes_; }
    const HashKey& hash_key() const { return hash_key_; }

    /// Up to where each sealed member of the node has all events, as far as it has said.
    Sequence delivered_by(std::string_view node) const {
        const auto found = nodes_.find(node);
        return found != nodes_.end() ? found->second.delivered : Sequence{};
    }

    /// What mutes and exemptions know the member by, who is inside.
    Subject speaker(const Member& member) const {
        const auto* owned = names_.find_exact(member.name.text());
        return chatroom::speaker(member.door, member.address,
                                 owned != nullptr ? std::optional(owned->key) : std::nullopt);
    }

private:
    void apply(const Fact& fact);
    void apply(Measure measure, const Fact& fact);

    HashKey hash_key_;
    Roster roster_;
    Names names_;
    Rules rules_;
    Nodes nodes_;
    Sequence head_;
};

} // namespace chatroom
