// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/io/administrators.hpp"

#include "base/printable.hpp"

#include <algorithm>
#include <cerrno>
#include <system_error>
#include <vector>

#include <grp.h>
#include <pwd.h>

namespace chatroom {

namespace {

/// Of the line of a group or a user in its database; one with more members than fit is an error.
constexpr std::size_t first_line_bytes = 1024;
constexpr std::size_t max_line_bytes = 1024 * 1024;

/// Calls a function such as getgrnam_r(3) with memory enough; returns its error.
template <typename Call>
int look_up(Call call) {
    int error = ERANGE;
    for (auto size = first_line_bytes; error == ERANGE && size <= max_line_bytes; size *= 2) {
        std::vector<char> line(size);
        error = call(line);
    }
    return error;
}

std::string user_text(uid_t uid) {
    auto text = std::to_string(uid);
    look_up([&](std::vector<char>& line) {
        passwd user{};
        passwd* found = nullptr;
        const int error = ::getpwuid_r(uid, &user, line.data(), line.size(), &found);
        text = found != nullptr ? printable(found->pw_name) : text;
        return error;
    });
    return text;
}

} // namespace

Result<AdminGroup, std::string> find_group(const std::string& name) {
    std::optional<AdminGroup> result;
    const int error = look_up([&](std::vector<char>& line) {
        group entry{};
        group* found = nullptr;
        const int failure = ::getgrnam_r(name.c_str(), &entry, line.data(), line.size(), &found);
        if (found != nullptr) {
            result = AdminGroup{name, found->gr_gid};
        }
        return failure;
    });
    if (result) {
        return *std::move(result);
    }
    // Some databases call a name that they do not have an error, getgrnam_r(3).
    const bool is_unknown =
        error == 0 || error == ENOENT || error == ESRCH || error == EBADF || error == EPERM;
    return Unexpected("names the group \"" + printable(name) + "\", which " +
                      (is_unknown
                           ? std::string("this machine does not have")
                           : "cannot be looked up: " + std::generic_category().message(error)));
}

bool may_change(const Peer& peer, uid_t daemon, const std::optional<AdminGroup>& admins) {
    return !admins || peer.uid == 0 || peer.uid == daemon || peer.gid == admins->gid ||
           std::find(peer.groups.begin(), peer.groups.end(), admins->gid) != peer.groups.end();
}

std::string who_may_change(uid_t daemon, const AdminGroup& admins) {
    return "only root" + (daemon == 0 ? std::string() : ", the user " + user_text(daemon)) +
           " and members of the group " + printable(admins.name) + " may do that";
}

} // namespace chatroom
