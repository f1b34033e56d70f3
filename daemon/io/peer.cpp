// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/io/peer.hpp"

#include <cerrno>
#include <system_error>

#include <sys/socket.h>

namespace chatroom {

namespace {

/// As many as most processes have; the kernel says when there are more.
constexpr std::size_t usual_groups = 64;

[[noreturn]] void fail(const char* what) {
    throw std::system_error(errno, std::generic_category(), what);
}

std::vector<gid_t> groups_of(int descriptor) {
    std::vector<gid_t> groups(usual_groups);
    while (true) {
        auto bytes = static_cast<socklen_t>(groups.size() * sizeof(gid_t));
        if (::getsockopt(descriptor, SOL_SOCKET, SO_PEERGROUPS, groups.data(), &bytes) == 0) {
            groups.resize(bytes / sizeof(gid_t));
            return groups;
        }
        if (errno == ENOPROTOOPT) {
            return {}; // Not every kernel tells them; who has no other right can still look.
        }
        if (errno != ERANGE || bytes <= groups.size() * sizeof(gid_t)) {
            fail("SO_PEERGROUPS");
        }
        groups.resize(bytes / sizeof(gid_t));
    }
}

} // namespace

Peer peer_of(int descriptor) {
    ucred credentials{};
    socklen_t length = sizeof credentials;
    if (::getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &credentials, &length) != 0) {
        fail("SO_PEERCRED");
    }
    return {credentials.uid, credentials.gid, credentials.pid, groups_of(descriptor)};
}

} // namespace chatroom
