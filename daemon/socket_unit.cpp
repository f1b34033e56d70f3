// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/socket_unit.hpp"

#include "daemon/io/udp_port.hpp"

namespace chatroom {

namespace {

/// In a unit "%" begins a specifier.
std::string escaped(const std::string& text) {
    std::string result;
    for (const char character : text) {
        result += character == '%' ? "%%" : std::string(1, character);
    }
    return result;
}

} // namespace

std::optional<std::string> socket_drop_in(const Config& config,
                                          const std::filesystem::path& control) {
    if (config.listen.port == 0) {
        return std::nullopt;
    }
    const auto buffer = std::to_string(UdpPort::buffer_bytes(config.room.max_members));
    return "# Written by chatroomd-generator from the configuration of the room.\n"
           "[Socket]\n"
           "ListenStream=\n" // Forgets what the unit says, the port included.
           "ListenDatagram=" +
           to_string(config.listen) + "\nListenStream=" + escaped(control.string()) +
           "\nReceiveBuffer=" + buffer + "\nSendBuffer=" + buffer + "\n";
}

} // namespace chatroom
