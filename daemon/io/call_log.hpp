// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "daemon/io/peer.hpp"
#include "protocol/control.hpp"

namespace chatroom {

/// Logs what the peer asks for: what changes something whatever the level of the log is, what only
/// looks as a detail. The words of others in it are made printable().
void log_call(const control::Request& request, const Peer& peer);

/// Logs that the peer may not do what it asks for.
void log_refused_call(const control::Request& request, const Peer& peer);

} // namespace chatroom
