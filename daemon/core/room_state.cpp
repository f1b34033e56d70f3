// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/core/room_state.hpp"

#include "daemon/core/facts.hpp"

#include <stdexcept>
#include <utility>

namespace chatroom {

namespace {

template <typename Value>
Value readable(std::optional<Value> value) {
    if (!value) {
        throw std::runtime_error("the journal holds something that this version of chatroomd "
                                 "cannot read: a newer one may have written it");
    }
    return *std::move(value);
}

} // namespace

RoomState::RoomState(std::span<const Fact> facts, Sequence head, const HashKey& hash_key)
    : hash_key_(hash_key), roster_(hash_key), names_({}, hash_key), head_(head) {
    for (const auto& fact : facts) {
        apply(fact);
    }
}

void RoomState::apply(const Record& record) {
    for (const auto& fact : record.facts) {
        apply(fact);
    }
    if (record.event) {
        head_ = std::max(head_, record.event->sequence);
    }
}

/// A kind that this version does not know belongs to something that it cannot do.
void RoomState::apply(const Fact& fact) {
    switch (facts::Kind{fact.kind}) {
    case facts::Kind::member:
        if (fact.bytes) {
            roster_.put(readable(facts::read_member(fact)));
        } else {
            roster_.remove(readable(facts::member_key(fact)));
        }
        break;
    case facts::Kind::name:
        if (fact.bytes) {
            names_.put(readable(facts::read_name(fact)));
        } else {
            names_.remove(fact.key);
        }
        break;
    case facts::Kind::ban:
        apply(Measure::ban, fact);
        break;
    case facts::Kind::mute:
        apply(Measure::mute, fact);
        break;
    case facts::Kind::exemption:
        apply(Measure::exemption, fact);
        break;
    case facts::Kind::node:
        if (fact.bytes) {
            nodes_.insert_or_assign(fact.key, readable(facts::read_node(fact)));
        } else {
            nodes_.erase(fact.key);
        }
        break;
    case facts::Kind::settings:
        rules_.put(fact.bytes ? readable(facts::read_settings(fact)) : Settings{});
        break;
    }
}

void RoomState::apply(Measure measure, const Fact& fact) {
    if (fact.bytes) {
        rules_.put(measure, readable(facts::read_sanction(fact)));
    } else {
        rules_.lift(measure, fact.key);
    }
}

} // namespace chatroom
