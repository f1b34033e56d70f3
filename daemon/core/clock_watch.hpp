// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "daemon/core/time.hpp"

#include <optional>

namespace chatroom {

/// Whether the clock on the wall can be believed. It is compared with the steady one, which never
/// jumps: as long as both go on alike nobody has set it. What is wrong from the start is not
/// noticed, so what is done by age is done slowly, too.
class ClockWatch {
public:
    /// So long both must have gone on alike. Whoever has set a clock wrong, or a machine that gets
    /// its time from others, has set it right by then.
    static constexpr std::chrono::hours trusted_after{3};

    /// From one look to the next both may differ by so much: a clock that is adjusted without a
    /// jump gains or loses seconds in an hour.
    static constexpr std::chrono::minutes tolerance{1};

    explicit ClockWatch(Now now) : offset_(offset_of(now)), agree_since_(now.steady) {}

    /// Compares them. By how much the wall's has jumped since the last look; nothing if it has not.
    std::optional<WallTime::duration> look(Now now) {
        const auto before = offset_;
        offset_ = offset_of(now);
        const auto jump = offset_ - before;
        if (jump >= -tolerance && jump <= tolerance) {
            return std::nullopt;
        }
        agree_since_ = now.steady;
        return jump;
    }

    /// Whether both have gone on alike for long enough, by the looks so far.
    bool is_trusted(SteadyTime now) const { return now >= agree_since_ + trusted_after; }

private:
    static WallTime::duration offset_of(Now now) {
        return now.wall.time_since_epoch() -
               std::chrono::duration_cast<WallTime::duration>(now.steady.time_since_epoch());
    }

    WallTime::duration offset_;
    SteadyTime agree_since_;
};

} // namespace chatroom
