// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/file_descriptor.hpp"
#include "protocol/address.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace chatroom {

/// A socket that systemd has handed over: of chatroomd.socket, or one that an earlier daemon put
/// into the descriptor store (sd_listen_fds(3), sd_pid_notify_with_fds(3)).
struct HandedSocket {
    FileDescriptor socket;
    std::string name;
};

/// A port that an earlier daemon has stored has this name.
inline constexpr std::string_view stored_port_name = "chatroomd-port";

/// What systemd has handed to this process, which owns it from now on. A second call finds nothing.
std::vector<HandedSocket> take_handed_sockets();

/// The sockets the room is served by; one that has none, as nobody has handed it over, is to be
/// opened.
struct RoomSockets {
    FileDescriptor port;
    FileDescriptor control;
};

/// Chooses by kind and address, whatever the order. What is left is closed. Throws
/// std::runtime_error in words if chatroomd.socket has opened another port or path than the
/// configuration says: then it is older than that.
RoomSockets choose_sockets(std::vector<HandedSocket> handed, const Address& listen,
                           const std::filesystem::path& control);

} // namespace chatroom
