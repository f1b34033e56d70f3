// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/io/file_owner.hpp"

#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

namespace chatroom {

namespace {

std::string name_of(uid_t user) {
    const auto* entry = ::getpwuid(user);
    return entry == nullptr ? "uid " + std::to_string(user) : entry->pw_name;
}

/// How chown(1) is told of a user; a number without a name will do.
std::string argument_for(uid_t user) {
    const auto* entry = ::getpwuid(user);
    return entry == nullptr ? std::to_string(user) : entry->pw_name;
}

} // namespace

std::string owner_remedy(const std::filesystem::path& file) {
    const auto directory = file.has_parent_path() ? file.parent_path() : std::filesystem::path(".");
    for (const auto& path : {file, directory}) {
        struct stat status {};
        if (::stat(path.c_str(), &status) == 0 && status.st_uid != ::geteuid()) {
            return "; " + (path == file ? "it" : path.string()) + " belongs to " +
                   name_of(status.st_uid) + ": chown " + argument_for(::geteuid()) + ": " +
                   path.string();
        }
    }
    return "";
}

} // namespace chatroom
