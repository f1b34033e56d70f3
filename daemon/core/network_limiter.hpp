// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "daemon/core/time.hpp"
#include "protocol/address.hpp"

#include <array>
#include <map>

namespace chatroom {

/// Lets no network do too much of something: remembers which have done it lately.
class NetworkLimiter {
public:
    /// Beyond it the network that is forgiven first is forgotten.
    static constexpr std::size_t max_networks = 1024;

    /// So many times at once, and each time is forgotten so long after the one before it.
    NetworkLimiter(int times, SteadyTime::duration forgotten_after)
        : times_(times), forgotten_after_(forgotten_after) {}

    /// It was done from there.
    void note(SteadyTime now, const Address& address);

    /// Whether it is not to be done from there for now.
    bool is_blocked(SteadyTime now, const Address& address) const;

private:
    /// An IPv4 address, or what one user of IPv6 has: 64 bits of prefix.
    using Network = std::array<std::uint8_t, 16>;

    static Network network_of(const Address& address);
    void make_space(SteadyTime now);

    int times_;
    SteadyTime::duration forgotten_after_;
    std::map<Network, SteadyTime> forgiven_at_; ///< When everything is forgotten.
};

} // namespace chatroom
