// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/io/state_files.hpp"

#include <stdexcept>
#include <string>

namespace chatroom {

namespace {

bool is_there(const std::filesystem::path& file) {
    std::error_code ignored; // Whoever opens it will tell.
    return std::filesystem::exists(std::filesystem::symlink_status(file, ignored));
}

} // namespace

void require_database(const std::filesystem::path& state) {
    const auto database = (state / "room.db").string();
    if (is_there(database)) {
        return;
    }
    if (is_there(database + "-wal")) {
        throw std::runtime_error(
            database + " is missing, and its write-ahead log (" + database +
            "-wal) is there: put the database back beside it, or move that away "
            "and restore a backup with `chatroomd --restore FILE`");
    }
    const auto numbers = (state / "numbers").string();
    if (is_there(numbers)) {
        throw std::runtime_error(
            database +
            " is missing, and there was a room here: put it back, or restore a backup "
            "with `chatroomd --restore FILE`; to begin an empty room under the same key "
            "instead, remove " +
            numbers);
    }
}

bool is_key_without_room(const std::filesystem::path& state) {
    return is_there(state / "server.key") && !is_there(state / "room.db");
}

void require_key(const std::filesystem::path& state, bool members_know_one) {
    const auto key = (state / "server.key").string();
    if (members_know_one && !is_there(key)) {
        throw std::runtime_error(
            key +
            " is missing, by which members know this room: put back a copy of it. Without "
            "one, make a new key with `(umask 077; openssl rand -hex 32 > " +
            key + ")`, of which all members will be warned");
    }
}

} // namespace chatroom
