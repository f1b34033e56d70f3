// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "protocol/name_keys.hpp"
#include "tests/simulation/decided.hpp"
#include "tests/simulation/violation.hpp"

#include <map>
#include <set>

namespace chatroom::simulation {

/// Everything that ever became durable, also what the journal has forgotten or the disk has lost
/// since; and who is inside after it.
class History {
public:
    struct Member {
        Sequence entered;
        std::string name;
        NameKeys keys;
        std::optional<sealed::PublicKey> key; ///< Of a sealed member.
    };

    /// The journal has it. No number may come twice, and no name be borne twice.
    void append(const Event& event, const std::optional<sealed::PublicKey>& key);

    /// The disk has lost what came after its latest event. Those numbers must not come again.
    void lost(Sequence latest, const std::vector<StoredMember>& members);

    /// Null if no event was given that number.
    const Event* find(Sequence sequence) const;

    /// Whether it may have lost its text since: also if the disk has lost that it was recalled.
    bool is_recalled(Sequence sequence) const { return recalled_.contains(sequence); }

    /// By number, each as it was at first.
    const std::map<Sequence, Event>& events() const { return events_; }

    bool is_lost(Sequence sequence) const { return lost_.contains(sequence); }

    /// The number of the latest one that was not lost; 0 if there is none.
    Sequence latest() const { return latest_; }

    /// In the order of entry.
    const std::vector<Member>& members() const { return members_; }

    /// The member of exactly that name; null if it is not inside.
    const Member* member(std::string_view name) const;

private:
    void recall(const Event& tombstone);
    void enter(const Event& event, const std::optional<sealed::PublicKey>& key);

    std::map<Sequence, Event> events_;
    std::set<Sequence> lost_;
    std::set<Sequence> recalled_;
    Sequence latest_;
    std::vector<Member> members_;
};

} // namespace chatroom::simulation
