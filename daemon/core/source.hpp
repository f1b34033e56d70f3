// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "daemon/core/member.hpp"

#include <compare>
#include <cstdint>

namespace chatroom {

/// Whose share of something it takes.
struct Source {
    std::uint64_t high = 0;
    std::uint64_t low = 0;

    /// Of a member, whatever the address.
    static Source of_member(DoorKind door, Sequence member) {
        return {static_cast<std::uint64_t>(door), member.value};
    }

    /// Of everybody behind an IPv4 address, or in what one user of IPv6 has: 64 bits of prefix.
    static Source of_network(const Address& address);

    auto operator<=>(const Source&) const = default;
};

} // namespace chatroom
