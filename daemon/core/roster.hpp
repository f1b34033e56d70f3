// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/node_allocator.hpp"
#include "daemon/core/member.hpp"
#include "daemon/core/name_index.hpp"
#include "daemon/core/source.hpp"

#include <map>
#include <string>
#include <string_view>

namespace chatroom {

/// Members in the order of entry.
using Members =
    std::map<Sequence, Member, std::less<>, NodeAllocator<std::pair<const Sequence, Member>>>;

/// Who is in the room. Members stay where they are in memory until they leave.
class Roster {
public:
    /// Others choose names: with a key that they do not know they cannot make looking them up slow.
    explicit Roster(const HashKey& hash_key = {}) : by_name_(hash_key) {}

    Roster(Roster&&) = default;
    Roster& operator=(Roster&&) = default;

    /// The member is inside, or is known otherwise than before; the name stays. Of two members with
    /// one name the room must let in only the first, see find().
    void put(Member member);

    /// The member is not inside any more; nothing happens if it was not.
    void remove(Sequence entered);

    static bool entered_before(const Member& left, const Member& right) {
        return left.entered < right.entered;
    }

    /// The member of that name in any spelling for which the predicate holds, as look-alikes that
    /// an older ICU kept apart may be inside; null if there is none. Valid until it leaves.
    template <typename Predicate>
    const Member* find(std::string_view name, const Predicate& is_wanted) const {
        return by_name_.find(name, entered_before, is_wanted);
    }
    const Member* find(std::string_view name) const { return by_name_.find(name, entered_before); }

    /// The member of exactly that name, in the same way.
    const Member* find_exact(std::string_view name) const {
        return find(name, [&](const Member& member) { return member.name.text() == name; });
    }

    /// The member who entered by that event; null if it is not inside.
    const Member* find(Sequence entered) const;

    /// How many members came in by that door from the network.
    std::size_t count_from(DoorKind door, const Source& network) const;

    /// How many members each node serves; only those that serve some.
    const std::map<std::string, std::size_t, std::less<>>& by_node() const { return by_node_; }

    const Members& members() const { return members_; }
    std::size_t size() const { return members_.size(); }

private:
    void count(const Member& member, int more);

    Members members_;
    std::map<std::pair<DoorKind, Source>, std::uint32_t> from_; ///< How many.
    std::map<std::string, std::size_t, std::less<>> by_node_;   ///< Likewise.

    HashIndex<Member> by_entrance_; ///< Each datagram asks for it.
    NameIndex<const Member> by_name_;
};

} // namespace chatroom
