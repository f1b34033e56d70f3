// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "protocol/event.hpp"

#include <cstddef>
#include <optional>

namespace chatroom {

/// Whether this program was away, by the time between two datagrams of a server that always answers
/// sooner, and how much was missed. The steady clock would not do: it may stand still while a
/// machine sleeps.
class Absence {
public:
    static constexpr std::chrono::seconds shortest{60};
    /// What was missed comes within this time; longer pauses are told as two.
    static constexpr std::chrono::seconds to_catch_up{2};

    /// Something has come from the server. Since when the program was away, if it is back by that.
    std::optional<WallTime> heard(WallTime now);

    /// An event is shown; whether it was missed.
    bool was_missed(WallTime when) const { return back_at_ && when < *back_at_; }
    void missed() { ++missed_; }

    /// How many were missed, once all have come: when something newer has, or after some time.
    std::optional<std::size_t> take_missed(WallTime now, bool is_newer);

private:
    std::optional<WallTime> heard_at_;
    std::optional<WallTime> back_at_;
    std::size_t missed_ = 0;
};

} // namespace chatroom
