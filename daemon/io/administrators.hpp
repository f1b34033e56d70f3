// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.hpp"
#include "daemon/io/peer.hpp"

#include <optional>
#include <string>

namespace chatroom {

/// The group whose members may change the room over the control socket.
struct AdminGroup {
    std::string name;
    gid_t gid = 0;

    bool operator==(const AdminGroup&) const = default;
};

/// The group of that name on this machine; or in words why there is none.
Result<AdminGroup, std::string> find_group(const std::string& name);

/// Whether the peer may change something: root and the daemon's own user always may, so that no
/// configuration locks the administrator out. Without a group everybody may who can connect.
bool may_change(const Peer& peer, uid_t daemon, const std::optional<AdminGroup>& admins);

/// "only root, the user chatroom and members of the group staff may do that".
std::string who_may_change(uid_t daemon, const AdminGroup& admins);

} // namespace chatroom
