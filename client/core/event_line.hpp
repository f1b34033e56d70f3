// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/core/session.hpp"
#include "protocol/classic_wording.hpp"

#include <optional>
#include <string>

namespace chatroom {

/// The event as one line, worded as the classic protocol words it. What is past has its time in
/// front, in the user's time zone: "[21:05] Bob : hi", and the day, too, if that is not today's. It
/// is not displayable() yet. Nothing if the event is of a kind that we have no words for.
std::optional<std::string> event_line(classic::Language language, const ShowEvent& shown,
                                      WallTime now);

/// In front of an event that was looked up: "#12 ", by which commands know it; empty if it has
/// none.
std::string number_text(const Event& event);

} // namespace chatroom
