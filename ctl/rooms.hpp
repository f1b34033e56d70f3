// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "protocol/control.hpp"

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace chatroom {

/// Where the service's sockets are, one folder a room.
inline constexpr std::string_view runtime_directory = "/run";

/// One of the rooms of this machine's service.
struct RoomPlace {
    std::string name; ///< chatroomd@NAME; empty: chatroomd.
    std::filesystem::path socket;

    bool operator==(const RoomPlace&) const = default;
};

/// The name of the room that has its control socket there; nothing if none has.
std::optional<std::string> room_at(const std::filesystem::path& socket);

/// The rooms whose sockets are below that folder, by name, at most 1,000. A room that is stopped
/// has none.
std::vector<RoomPlace> find_rooms(const std::filesystem::path& run);

/// A room, and what it says of itself or why it says nothing.
struct RoomEntry {
    RoomPlace place;
    std::optional<control::StatusInfo> status;
    std::string reason{}; ///< In words, if there is no status.
};

std::vector<RoomEntry> ask_rooms(const std::vector<RoomPlace>& places,
                                 std::chrono::milliseconds timeout);

/// The rooms as a table.
std::string rooms_table(const std::vector<RoomEntry>& rooms);

/// The rooms as JSON on one line: {"rooms":[{"name","socket","listening","members"} or with
/// "reason" in the place of the last two]}.
std::string rooms_json(const std::vector<RoomEntry>& rooms);

} // namespace chatroom
