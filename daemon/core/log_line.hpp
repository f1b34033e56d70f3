// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>

namespace chatroom {

enum class Severity : std::uint8_t { info, warning, error };

/// A line for the log. What came from outside in it is already printable().
struct LogLine {
    Severity severity = Severity::info;
    std::string text;

    bool operator==(const LogLine&) const = default;
};

} // namespace chatroom
