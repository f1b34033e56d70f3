// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/rare.hpp"
#include "protocol/address.hpp"
#include "protocol/event.hpp"
#include "protocol/member_name.hpp"
#include "protocol/sealed/frame.hpp"
#include "protocol/sealed/keys.hpp"

#include <string>

namespace chatroom {

/// By which door a member came in, and is reached.
enum class DoorKind : std::uint8_t { classic = 0, sealed = 1 };

/// Somebody who is in the room.
struct Member {
    Sequence entered; ///< The number of the event by which the member entered: its identity here.
    MemberName name;
    WallTime since;
    DoorKind door = DoorKind::classic;
    /// From where it came when that was decided last: what bans and limits are about, and where the
    /// door was to reach it. Doors know better while they serve it.
    Address address;
    /// Where the door was to reach it, if a gateway speaks for it.
    Rare<Address> reached_at{};
    /// Which of several machines that share the room serves the member; empty if there is only one.
    std::string node{};

    /// Where the door was to reach it, whoever speaks there.
    const Address& way() const { return reached_at.has_value() ? *reached_at : address; }

    bool operator==(const Member&) const = default;
};

/// A name that belongs to a key, and what the room has to remember of its owner.
struct OwnedName {
    MemberName name;
    sealed::PublicKey key;
    /// The latest program that entered under the name, and the last of its messages in the journal.
    sealed::Instance instance;
    std::uint32_t client_sequence = 0;
    Sequence cursor; ///< Up to where the owner is known to have all events.
    WallTime first_used;
    WallTime last_used;
    bool is_used = true; ///< Something was said under it. Nobody knows of old names, so they are.
    /// Set if that program was kicked: why. It does not come back by itself.
    Rare<std::string> kicked{};

    /// Whether it was last used before the one time or, if nothing was ever said under it, before
    /// the other.
    bool is_out_of_use(WallTime used_before, WallTime unused_before) const {
        return last_used < (is_used ? used_before : unused_before);
    }

    bool operator==(const OwnedName&) const = default;
};

} // namespace chatroom
