// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "daemon/core/time.hpp"

#include <algorithm>
#include <cstdint>

namespace chatroom {

/// So much a second for ever, and so much at once after a rest.
struct Rate {
    std::uint32_t per_second = 0; ///< 0: there is no limit.
    std::uint32_t at_once = 0;

    bool operator==(const Rate&) const = default;
};

/// What somebody has used of a rate, as the time when all of it will be forgiven (the generic cell
/// rate algorithm, ITU-T I.371).
class Allowance {
public:
    /// How long it takes until so much may be used; nothing of a time if it may be now. More than
    /// may be used at once may be when nothing is used.
    SteadyTime::duration wait_for(const Rate& rate, SteadyTime now, std::uint64_t amount) const {
        if (rate.per_second == 0) {
            return {};
        }
        const auto used = std::max(forgiven_at_ - now, SteadyTime::duration::zero());
        const auto wanted = std::min<std::uint64_t>(amount, rate.at_once);
        return std::max(used + time_for(rate, wanted) - time_for(rate, rate.at_once),
                        SteadyTime::duration::zero());
    }

    void use(const Rate& rate, SteadyTime now, std::uint64_t amount) {
        if (rate.per_second > 0) {
            forgiven_at_ = std::max(forgiven_at_, now) + time_for(rate, amount);
        }
    }

    /// The more that this or the other one has used.
    void merge(const Allowance& other) {
        forgiven_at_ = std::max(forgiven_at_, other.forgiven_at_);
    }

    /// When nothing will be left to be forgiven.
    SteadyTime forgiven_at() const { return forgiven_at_; }
    bool is_untouched(SteadyTime now) const { return forgiven_at_ <= now; }

private:
    static SteadyTime::duration time_for(const Rate& rate, std::uint64_t amount) {
        const std::chrono::duration<double> seconds(static_cast<double>(amount) / rate.per_second);
        return std::chrono::duration_cast<SteadyTime::duration>(seconds);
    }

    SteadyTime forgiven_at_{};
};

} // namespace chatroom
