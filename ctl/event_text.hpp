// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "protocol/control.hpp"

#include <string>

namespace chatroom {

/// What has happened, in words on one line that is safe on a terminal.
std::string event_text(const control::LoggedEvent& event);

} // namespace chatroom
