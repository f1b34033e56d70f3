// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/core/session.hpp"

#include <cstdint>
#include <optional>
#include <string_view>

namespace chatroom::bench {

/// One of the many. The loop calls settle() after each of the other calls.
class Member {
public:
    Member() = default;
    virtual ~Member() = default;
    Member(const Member&) = delete;
    Member& operator=(const Member&) = delete;

    virtual int descriptor() const = 0;
    virtual void enter(TimePoint now) = 0;
    virtual void receive(TimePoint now) = 0;
    virtual void advance(TimePoint now) = 0;
    virtual bool is_inside() const = 0;

    /// Whether the protocol lets it say something more now.
    virtual bool can_say() const = 0;
    virtual void say(std::string_view text) = 0;

    /// Sends what there is to send.
    virtual void settle(TimePoint now) = 0;

    /// When advance() has to be called.
    virtual std::optional<TimePoint> next_deadline() const = 0;

    /// The number of the latest event it has, where events have numbers.
    virtual std::uint64_t seen() const { return 0; }

    /// The number of the event by which it came in.
    virtual std::uint64_t entered() const { return 0; }

    /// When the loop will wake it at the latest; the loop's business.
    TimePoint wake_at = TimePoint::max();
};

/// What a member counts, of all members together.
struct Traffic {
    std::uint64_t datagrams = 0; ///< Or, of a stream, pieces that were received.
    std::uint64_t notices = 0;   ///< That somebody has entered; sealed members only.
    std::uint64_t notice_datagrams = 0;
};

} // namespace chatroom::bench
