// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/node_allocator.hpp"
#include "daemon/core/journal.hpp"
#include "daemon/core/name_index.hpp"
#include "daemon/core/time.hpp"

#include <map>
#include <span>
#include <string_view>
#include <unordered_map>

namespace chatroom {

/// How one member is reached.
struct Link {
    Address address;
    SteadyTime last_heard;
    /// Up to which event a sealed member has said to have all.
    Sequence acknowledged{};
    /// The index of the session that served a sealed member last, if any did.
    std::uint32_t session = 0;
    /// By which protocol. A sealed member owns its name.
    bool is_sealed = false;
    /// Nothing is sent there any more: the member is about to leave.
    bool is_closed = false;
};

/// What speaks for a member's being unreachable.
struct Absence {
    SteadyTime since;        ///< The first sign of it,
    SteadyTime last_failure; ///< and the latest.
};

struct Member {
    Sequence entered; ///< The number of the event by which the member entered: its identity here.
    MemberName name;
    WallTime since;
    Link link;
};

/// Members in the order of entry.
using Members =
    std::map<Sequence, Member, std::less<>, NodeAllocator<std::pair<const Sequence, Member>>>;

/// Who is in the room: what the journal's events make of an empty one. Members stay where they are
/// in memory until they leave.
class Roster {
public:
    /// Others choose names, hence the key.
    explicit Roster(std::span<const StoredMember> members = {}, Now now = {},
                    const HashKey& hash_key = {});

    Roster(Roster&&) = default;
    Roster& operator=(Roster&&) = default;

    /// Lets the event happen. One that changes nobody's membership changes nothing. Of two members
    /// with one name or address the room must let in only the first, see find().
    void apply(const Record& record, SteadyTime now);

    /// The classic member at the address, or the member of that name in any spelling; null if there
    /// is none. Valid until that member leaves.
    const Member* find(const Address& address) const;
    const Member* find(std::string_view name) const;

    /// The member of exactly that name, in the same way: look-alikes that an older ICU kept apart
    /// may be inside.
    const Member* find_exact(std::string_view name) const;

    /// The member who entered by that event; null if it is not inside.
    const Member* find(Sequence entered) const;

    /// Something came from the member: it is not idle, and reachable.
    void heard(Sequence member, SteadyTime now);

    /// The network says that nothing gets to the member.
    void unreachable(Sequence member, SteadyTime now);

    /// Nothing is to be sent to the member any more.
    void closed(Sequence member) { link_of(member).is_closed = true; }

    /// Nothing speaks any more for the member's being unreachable.
    void reachable(Sequence member);
    bool is_reachable(Sequence member) const { return !unreachable_.contains(member); }

    /// Whoever was inside before is as reachable as it was there, and as long not heard of.
    void keep_reachability(const Roster& before);

    /// The sealed member is reached there from now on.
    void moved(Sequence member, const Address& address) { link_of(member).address = address; }

    /// The sealed member has all events up to that one.
    void acknowledged(Sequence member, Sequence sequence) {
        link_of(member).acknowledged = sequence;
    }

    /// That session serves the sealed member from now on.
    void served(Sequence member, std::uint32_t session) { link_of(member).session = session; }

    /// How many of the members are classic ones.
    std::size_t classic_count() const { return by_address_.size(); }

    const Members& members() const { return members_; }

    /// Those that are unreachable, in the order of entry.
    const std::map<Sequence, Absence>& unreachable_members() const { return unreachable_; }

private:
    void add(Member member);
    Member* find_member(Sequence entered) const;
    Link& link_of(Sequence member) { return find_member(member)->link; }
    void remove(std::string_view exact_name);

    Members members_;
    std::unordered_map<Address, Sequence> by_address_; ///< The classic ones.
    HashIndex<Member> by_entrance_;                    ///< Each datagram asks for it.
    NameIndex<const Member> by_name_;
    std::map<Sequence, Absence> unreachable_;
};

} // namespace chatroom
