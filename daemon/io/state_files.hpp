// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>

namespace chatroom {

/// Throws std::runtime_error, in words and with what mends it, if the directory has files of a room
/// and not its database: a new room must not begin where there was one. To be called before the
/// database is opened, which makes one.
void require_database(const std::filesystem::path& state);

/// Whether a key is there and nothing of a room, as when the room is to begin anew, or is to come
/// and somebody was too early.
bool is_key_without_room(const std::filesystem::path& state);

/// Throws as require_database() does if the key is missing although members know the room by one.
void require_key(const std::filesystem::path& state, bool members_know_one);

} // namespace chatroom
