// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "daemon/core/time.hpp"
#include "protocol/event.hpp"

#include <optional>

namespace chatroom {

/// Tells one member that everybody has what it said (PROTOCOL.md, WATERMARK), and nothing else.
class WatermarkTeller {
public:
    static constexpr std::chrono::seconds most_timeout{4};

    /// The event is the member's.
    void said(Sequence event);

    /// Events up to this one may be the member's: what it said before a restart is not known.
    void may_have_said(Sequence latest);

    /// The member has been told up to there. More than it was told counts as what it was told.
    void acknowledged(Sequence watermark);

    /// Whether the member does not know yet of something it may have said.
    bool is_waiting() const { return first_ <= last_; }

    /// What to tell now, when everybody has everything up to the watermark; nothing if the member
    /// waits for nothing there, or was told so and may still acknowledge it within the timeout,
    /// which doubles each time it does not. What is returned counts as told.
    std::optional<Sequence> to_tell(SteadyTime now, Sequence watermark,
                                    SteadyTime::duration timeout);

    /// When to tell again; nothing while what was told is acknowledged as far as it matters.
    std::optional<SteadyTime> next_deadline() const;

private:
    bool is_unanswered() const { return is_waiting() && told_ >= first_; }

    Sequence first_{1}; ///< The events that may be its own and that it does not know about.
    Sequence last_{0};
    Sequence told_;
    Sequence acknowledged_;
    SteadyTime told_at_;
    SteadyTime::duration patience_{}; ///< So long it may take to acknowledge what was told.
};

} // namespace chatroom
