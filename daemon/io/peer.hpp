// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include <sys/types.h>

namespace chatroom {

/// Who is at the other end of a local socket, as the kernel knew it when the connection was made.
struct Peer {
    uid_t uid = 0;
    gid_t gid = 0;
    pid_t pid = 0;
    /// The supplementary groups of the process, not those that the user database gives its user
    /// now: the kernel let it in by the same, it may have given some up, and no directory service
    /// has to be waited for.
    std::vector<gid_t> groups{};
};

/// Asks the kernel (SO_PEERCRED, SO_PEERGROUPS, unix(7)). Throws std::system_error if it does not
/// say.
Peer peer_of(int descriptor);

} // namespace chatroom
