// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>

namespace chatroom {

/// Waits for one of the events of poll(2) at the descriptor, but not for longer than that; negative
/// means for ever. Returns those that there are, with POLLERR and POLLHUP; none if the time is
/// over.
short poll_once(int descriptor, short events, std::chrono::milliseconds at_most);

/// The same until a time, for something to read.
bool is_readable_before(std::chrono::steady_clock::time_point time, int descriptor);

} // namespace chatroom
