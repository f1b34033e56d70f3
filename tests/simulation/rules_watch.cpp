// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/simulation/rules_watch.hpp"

#include "daemon/core/facts.hpp"

namespace chatroom::simulation {

void RulesWatch::started() {
    members_.clear();
    fingerprints_.clear();
    bans_.clear();
    mutes_.clear();
    settings_ = {};
    for (const auto& [key, bytes] : disk_.facts) {
        apply({.kind = key.first, .key = key.second, .bytes = bytes});
    }
}

/// An event is judged by what holds when it happens; who enters is known by the facts it brings.
void RulesWatch::decided(const DecidedBatch& batch) {
    for (const auto& record : batch.written) {
        const bool is_said = record.event && record.event->kind == EventKind::said;
        if (is_said) {
            require(!settings_.silence && !mutes_.contains(target_of(members_.at(record.member))),
                    "somebody is heard who is muted");
        }
        for (const auto& fact : record.facts) {
            apply(fact);
        }
        if (record.event && record.event->kind == EventKind::entered) {
            require(!settings_.is_locked, "somebody comes into a locked room");
        }
    }
    for (const auto& [entered, member] : members_) {
        require(!bans_.contains(target_of(member)), "somebody is inside who is banned");
    }
}

std::string RulesWatch::target_of(const Inside& member) const {
    return member.is_sealed ? fingerprints_.at(member.name) : member.host;
}

void RulesWatch::apply(const Fact& fact) {
    const auto change = [&](std::set<std::string>& targets) {
        if (fact.bytes) {
            targets.insert(fact.key);
        } else {
            targets.erase(fact.key);
        }
    };
    switch (facts::Kind{fact.kind}) {
    case facts::Kind::member:
        members_.erase(*facts::member_key(fact));
        if (fact.bytes) {
            const auto member = *facts::read_member(fact);
            members_[member.entered] = {member.name.text(), ip_to_string(member.address.ip),
                                        member.door == DoorKind::sealed};
        }
        break;
    case facts::Kind::name:
        fingerprints_.erase(fact.key);
        if (fact.bytes) {
            fingerprints_[fact.key] = sealed::fingerprint(facts::read_name(fact)->key);
        }
        break;
    case facts::Kind::ban:
        return change(bans_);
    case facts::Kind::mute:
        return change(mutes_);
    case facts::Kind::node:      // A room alone has none.
    case facts::Kind::exemption: // SpeechWatch's rooms have none.
        break;
    case facts::Kind::settings:
        settings_ = *facts::read_settings(fact);
        break;
    }
}

} // namespace chatroom::simulation
