// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>

namespace chatroom {

enum class Severity : std::uint8_t { debug, info, warning, error };

/// What one looks for in a log. In the system's journal each has an id (MESSAGE_ID), by which it is
/// found whatever its words are; chatroomd.catalog explains each.
enum class Notable : std::uint8_t {
    none,
    ready,
    stopping,
    failed, ///< It ends by itself.
    reloaded,
    not_reloaded, ///< A configuration was faulty, and the old one stays.
    new_key,
    new_database,
    migrated, ///< A database of an older version.
    change,   ///< By an administrator.
    change_refused,
    journal_failed, ///< It could not be written or read, or something of it is lost.
    flood,
    flood_over,
};

/// A line for the log. What came from outside in it is already printable().
struct LogLine {
    Severity severity = Severity::info;
    std::string text;
    Notable notable = Notable::none;

    bool operator==(const LogLine&) const = default;
};

} // namespace chatroom
