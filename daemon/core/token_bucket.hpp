// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "daemon/core/time.hpp"

#include <algorithm>

namespace chatroom {

/// Allows so many things a second, and as many at once.
class TokenBucket {
public:
    explicit TokenBucket(unsigned per_second) : per_second_(per_second), tokens_(per_second) {}

    /// Whether one more is allowed now; if so, it counts.
    bool take(SteadyTime now) {
        const bool is_allowed = has_one(now);
        tokens_ -= is_allowed ? 1 : 0;
        return is_allowed;
    }

    /// Whether one more would be.
    bool has_one(SteadyTime now) {
        const std::chrono::duration<double> passed = now - filled_at_;
        filled_at_ = now;
        tokens_ = std::min<double>(per_second_, tokens_ + passed.count() * per_second_);
        return tokens_ >= 1;
    }

private:
    unsigned per_second_;
    double tokens_;
    SteadyTime filled_at_{};
};

} // namespace chatroom
