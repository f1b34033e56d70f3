// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/user_paths.hpp"

#include <algorithm>
#include <cctype>

namespace chatroom {

namespace {

/// The specification says that a relative path in one of its variables is to be ignored.
std::optional<std::filesystem::path> absolute_path(const Environment& environment,
                                                   std::string_view name) {
    if (auto value = environment(name)) {
        std::filesystem::path path = *value;
        if (path.is_absolute()) {
            return path;
        }
    }
    return std::nullopt;
}

} // namespace

bool is_room_name(std::string_view name) {
    constexpr std::size_t max_bytes = 64;
    return !name.empty() && name.size() <= max_bytes && name.front() != '.' &&
           std::ranges::all_of(name, [](unsigned char character) {
               return std::isalnum(character) != 0 || character == '_' || character == '.';
           });
}

std::filesystem::path room_control_socket(std::string_view name) {
    return std::filesystem::path("/run") / ("chatroomd-" + std::string(name)) / "control.sock";
}

std::optional<std::filesystem::path> user_state_directory(const Environment& environment) {
    if (auto state_home = absolute_path(environment, "XDG_STATE_HOME")) {
        return *state_home / "chatroomd";
    }
    if (auto home = absolute_path(environment, "HOME")) {
        return *home / ".local/state/chatroomd";
    }
    return std::nullopt;
}

std::optional<std::filesystem::path> user_control_socket(const Environment& environment) {
    if (auto runtime = absolute_path(environment, "XDG_RUNTIME_DIR")) {
        return *runtime / "chatroomd/control.sock";
    }
    if (auto state = user_state_directory(environment)) {
        return *state / "control.sock";
    }
    return std::nullopt;
}

std::optional<std::filesystem::path> user_data_directory(const Environment& environment) {
    if (auto data_home = absolute_path(environment, "XDG_DATA_HOME")) {
        return *data_home / "chatroom";
    }
    if (auto home = absolute_path(environment, "HOME")) {
        return *home / ".local/share/chatroom";
    }
    return std::nullopt;
}

std::optional<std::filesystem::path> user_client_config(const Environment& environment) {
    if (auto config_home = absolute_path(environment, "XDG_CONFIG_HOME")) {
        return *config_home / "chatroom/client.toml";
    }
    if (auto home = absolute_path(environment, "HOME")) {
        return *home / ".config/chatroom/client.toml";
    }
    return std::nullopt;
}

} // namespace chatroom
