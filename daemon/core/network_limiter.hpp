// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/limiter.hpp"
#include "daemon/core/source.hpp"
#include "daemon/core/time.hpp"

namespace chatroom {

/// Lets no network do too much of something.
class NetworkLimiter {
public:
    /// Beyond it the network that is forgiven first is forgotten.
    static constexpr std::size_t max_networks = 1024;

    /// So many times at once, and each time is forgotten so long after the one before it.
    NetworkLimiter(int times, SteadyTime::duration forgotten_after)
        : limiter_(times, forgotten_after, max_networks) {}

    /// It was done from there.
    void note(SteadyTime now, const Address& address) {
        limiter_.note(now, Source::of_network(address));
    }

    /// Whether it is not to be done from there for now.
    bool is_blocked(SteadyTime now, const Address& address) const {
        return limiter_.wait_for(now, Source::of_network(address)) > SteadyTime::duration::zero();
    }

private:
    Limiter<Source> limiter_;
};

} // namespace chatroom
