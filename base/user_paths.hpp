// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace chatroom {

/// Where the service keeps its control socket.
inline constexpr std::string_view system_control_socket = "/run/chatroomd/control.sock";

/// Whether one of several rooms of the service, chatroomd@NAME, can have that name: letters,
/// digits,
/// "_" and ".", at most 64, as in a file's name.
bool is_room_name(std::string_view name);

/// Where the room of that name keeps its control socket.
std::filesystem::path room_control_socket(std::string_view name);

/// Looks a name up in an environment: nothing if it is unset or empty.
using Environment = std::function<std::optional<std::string>(std::string_view name)>;

/// Where a daemon that a user starts by hand keeps its state: $XDG_STATE_HOME/chatroomd, or
/// $HOME/.local/state/chatroomd; nothing if neither variable is set to an absolute path. (XDG Base
/// Directory Specification.)
std::optional<std::filesystem::path> user_state_directory(const Environment& environment);

/// Where such a daemon keeps its control socket: $XDG_RUNTIME_DIR/chatroomd/control.sock, or
/// control.sock in user_state_directory() where the session has no runtime directory.
std::optional<std::filesystem::path> user_control_socket(const Environment& environment);

/// Where a member's programs keep who the member is and which rooms they know:
/// $XDG_DATA_HOME/chatroom, or $HOME/.local/share/chatroom; nothing if there is neither.
std::optional<std::filesystem::path> user_data_directory(const Environment& environment);

/// Where a member's programs look for what need not be said each time:
/// $XDG_CONFIG_HOME/chatroom/client.toml, or $HOME/.config/chatroom/client.toml; nothing if there
/// is neither.
std::optional<std::filesystem::path> user_client_config(const Environment& environment);

} // namespace chatroom
