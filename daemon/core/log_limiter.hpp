// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "daemon/core/log_line.hpp"
#include "daemon/core/time.hpp"

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace chatroom {

/// What a line of the log is about. Others can provoke each of these at any rate, so none may reach
/// the log at any rate.
enum class LogKind : std::uint8_t {
    malformed,
    refused,
    not_allowed,
    membership,
    journal,
    clock,
    detail, ///< For whoever looks for a fault.
};

/// Log lines at a limited rate: of each kind only so many in an interval, and then one that counts
/// what was left out.
class LogLimiter {
public:
    /// Often enough to see that something goes on, seldom enough to fill no disk.
    static constexpr std::chrono::seconds interval{10};

    /// How many lines of the kind an interval has room for: comings and goings are what the log is
    /// read for, of trouble one example is enough; a clock that jumps mostly jumps back, too.
    static constexpr std::size_t lines_in_interval(LogKind kind) {
        switch (kind) {
        case LogKind::membership:
        case LogKind::detail:
            return 100;
        case LogKind::clock:
            return 4;
        default:
            return 1;
        }
    }

    /// Logs the line, now or counted later; text is already printable().
    void note(LogKind kind, SteadyTime now, std::string text, std::vector<LogLine>& log);

    /// Logs what is due.
    void advance(SteadyTime now, std::vector<LogLine>& log);

    /// When advance() has something to do; nothing if never.
    std::optional<SteadyTime> next_deadline() const;

private:
    static constexpr std::size_t kind_count = 7;

    struct Interval {
        SteadyTime end;
        std::size_t logged = 0;
        std::size_t left_out = 0;
        std::string last_left_out;
    };

    std::array<std::optional<Interval>, kind_count> intervals_;
};

} // namespace chatroom
