// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/core/session.hpp"

#include <string>

namespace chatroom {

/// What happened as one line of JSON for programs, an object with always the same keys: "seq",
/// "time", "kind", "name", "text", "about", "own" and "past" (docs/bots.md). It is displayable():
/// what could command a terminal is escaped, and so is nothing lost.
std::string event_json(const ShowEvent& shown);

/// Events that are not to be had, as an object of the kind "gap"; its text is how many they are,
/// empty if nobody knows.
std::string event_json(const ShowGap& gap, WallTime now);

/// A line of a classic server, as an object of the kind "line": what it is about nobody can tell.
std::string event_json(const ShowLine& line, WallTime now);

} // namespace chatroom
