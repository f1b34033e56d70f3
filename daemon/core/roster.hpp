// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "daemon/core/journal.hpp"
#include "daemon/core/time.hpp"
#include "protocol/name_keys.hpp"

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>

namespace chatroom {

/// How one member is reached.
struct Link {
    Address address;
    SteadyTime last_heard;
    /// Since when the network says that nothing gets there; nothing if it does not say so.
    std::optional<SteadyTime> unreachable_since;
    /// When the network last said so.
    SteadyTime last_failure{};
    /// Nothing is sent there any more: the member is about to leave.
    bool is_closed = false;
    /// Up to which event a sealed member has said to have all.
    Sequence acknowledged{};
};

struct Member {
    Sequence entered; ///< The number of the event by which the member entered: its identity here.
    MemberName name;
    NameKeys keys;
    WallTime since;
    std::optional<sealed::PublicKey> key; ///< Of a sealed member.
    Link link;
};

/// Who is in the room: what the journal's events make of an empty one. Members stay where they are
/// in memory until they leave.
class Roster {
public:
    Roster() = default;
    Roster(std::span<const StoredMember> members, Now now);

    /// Lets the event happen. One that changes nobody's membership changes nothing. Of two members
    /// with one name or address the room must let in only the first, see find().
    void apply(const Record& record, SteadyTime now);

    /// The classic member at the address, or the member of that name in any spelling; null if there
    /// is none. Valid until that member leaves.
    const Member* find(const Address& address) const;
    const Member* find(std::string_view name) const;

    /// The member who entered by that event; null if it is not inside.
    const Member* find(Sequence entered) const;

    /// Something came from the member: it is not idle, and reachable.
    void heard(Sequence member, SteadyTime now);

    /// The network says that nothing gets to the member.
    void unreachable(Sequence member, SteadyTime now);

    /// Nothing is to be sent to the member any more.
    void closed(Sequence member) { members_.at(member).link.is_closed = true; }

    /// Nothing speaks any more for the member's being unreachable.
    void reachable(Sequence member);

    /// Whoever was inside before is as reachable as it was there, and as long not heard of.
    void keep_reachability(const Roster& before);

    /// The sealed member is reached there from now on.
    void moved(Sequence member, const Address& address) {
        members_.at(member).link.address = address;
    }

    /// The sealed member has all events up to that one.
    void acknowledged(Sequence member, Sequence sequence) {
        members_.at(member).link.acknowledged = sequence;
    }

    /// How many of the members are classic ones.
    std::size_t classic_count() const { return by_address_.size(); }

    /// The members in the order of entry.
    const std::map<Sequence, Member>& members() const { return members_; }

    /// Those that are unreachable, in the order of entry.
    const std::set<Sequence>& unreachable_members() const { return unreachable_; }

private:
    void add(Member member);
    std::map<Sequence, Member>::const_iterator find_exact(std::string_view name) const;
    void remove(std::string_view exact_name);

    std::map<Sequence, Member> members_;
    std::unordered_map<Address, Sequence> by_address_; ///< The classic ones.
    std::unordered_map<std::string, Sequence> by_key_;
    std::set<Sequence> unreachable_;
};

} // namespace chatroom
