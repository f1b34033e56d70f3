// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/core/session.hpp"

namespace chatroom {

/// What the user has to know of whether the server can be reached.
class Reachability {
public:
    /// A server that has forgotten us takes us back so fast that nobody need know of it.
    static constexpr std::chrono::seconds unnoticed_time{3};

    /// The server cannot be reached. The outcome here and below is what to tell, if anything.
    std::optional<Notice> lost();

    /// We are on the way back to the server, which is there, as far as is known.
    void returning(TimePoint now);

    /// The server has let us in, or has said what is missing.
    std::optional<Notice> found();

    /// Time has passed.
    std::optional<Notice> advance(TimePoint now);

    /// Whether the user knows that the server cannot be reached.
    bool is_lost() const { return is_lost_; }

    std::optional<TimePoint> next_deadline() const { return lost_at_; }

private:
    bool is_lost_ = false;
    std::optional<TimePoint> lost_at_; ///< When the way back is taken for lost.
};

} // namespace chatroom
