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

/// What strangers can provoke at any rate and what must therefore not reach the log at any rate.
enum class Trouble : std::uint8_t { malformed, refused, not_allowed };

/// Log lines at a limited rate: of each trouble the first is logged at once, and then at most one
/// line in an interval, which counts what was left out.
class Complaints {
public:
    /// Often enough to see that something goes on, seldom enough to fill no disk.
    static constexpr std::chrono::seconds interval{10};

    /// Logs the line, now or counted later; text is already printable().
    void note(Trouble trouble, SteadyTime now, std::string text, std::vector<LogLine>& log);

    /// Logs what is due.
    void advance(SteadyTime now, std::vector<LogLine>& log);

    /// When advance() has something to do; nothing if never.
    std::optional<SteadyTime> next_deadline() const;

private:
    struct Entry {
        std::optional<SteadyTime> quiet_until;
        std::size_t left_out = 0;
        std::string last_left_out;
    };

    std::array<Entry, 3> entries_;
};

} // namespace chatroom
