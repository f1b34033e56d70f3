// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "daemon/core/time.hpp"
#include "protocol/address.hpp"

#include <array>
#include <map>

namespace chatroom {

/// Lets nobody try many passphrases: remembers which networks have sent wrong ones lately.
class GuessLimiter {
public:
    /// A person who mistypes has more tries than needed; a program that guesses has 14,400 a day.
    static constexpr int guesses = 10;
    static constexpr std::chrono::seconds forgotten_after{6}; ///< Each.
    /// Beyond it the network that is forgiven first is forgotten.
    static constexpr std::size_t max_networks = 1024;

    /// A wrong passphrase came from there.
    void failed(SteadyTime now, const Address& address);

    /// Whether no more is to be tried from there for now.
    bool is_blocked(SteadyTime now, const Address& address) const;

private:
    /// An IPv4 address, or what one user of IPv6 has: 64 bits of prefix.
    using Network = std::array<std::uint8_t, 16>;

    static Network network_of(const Address& address);
    void make_space(SteadyTime now);

    std::map<Network, SteadyTime> forgiven_at_; ///< When everything is forgotten.
};

} // namespace chatroom
