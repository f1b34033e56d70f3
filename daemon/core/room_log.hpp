// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "daemon/core/log_limiter.hpp"
#include "protocol/address.hpp"

#include <string_view>
#include <utility>

namespace chatroom {

/// What the room has to tell the log: lines, at a limited rate, until somebody takes them.
class RoomLog {
public:
    /// Logs the line, unless too many of its kind are; text is already printable().
    void note(Now now, LogKind kind, std::string text) {
        limiter_.note(kind, now.steady, std::move(text), lines_);
    }

    /// Logs a datagram that is none of any protocol.
    void note_malformed(Now now, const Address& sender, std::string_view datagram);

    /// Time has passed: logs how many lines were left out, when it is time for that.
    void advance(Now now) { limiter_.advance(now.steady, lines_); }
    std::optional<SteadyTime> next_deadline() const { return limiter_.next_deadline(); }

    /// What was logged since the last call.
    std::vector<LogLine> take() { return std::exchange(lines_, {}); }

private:
    LogLimiter limiter_;
    std::vector<LogLine> lines_;
};

} // namespace chatroom
