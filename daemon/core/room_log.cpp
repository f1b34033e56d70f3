// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/core/room_log.hpp"

#include "base/printable.hpp"

namespace chatroom {

namespace {

/// How much of a strange datagram is worth a place in the log.
constexpr std::size_t max_logged_bytes = 64;

} // namespace

void RoomLog::note_malformed(Now now, const Address& sender, std::string_view datagram) {
    note(now, LogKind::malformed,
         "dropped a malformed datagram of " + std::to_string(datagram.size()) + " bytes from " +
             to_string(sender) + ": \"" + printable(datagram, max_logged_bytes) + "\"");
}

} // namespace chatroom
