// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "daemon/core/source.hpp"
#include "daemon/core/time.hpp"

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
    void make_space(SteadyTime now);

    int times_;
    SteadyTime::duration forgotten_after_;
    std::map<Source, SteadyTime> forgiven_at_; ///< When everything is forgotten.
};

} // namespace chatroom
