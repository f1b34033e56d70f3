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

std::optional<std::string> service_drop_in(const Config& config) {
    if (!config.is_cluster()) {
        return std::nullopt;
    }
    // A node that comes new copies the room first.
    return "# Written by chatroomd-generator from [cluster] in the configuration of the room.\n"
           "[Unit]\n"
           "Wants=network-online.target\n"
           "After=network-online.target postgresql.service\n"
           "[Service]\n"
           "PrivateNetwork=no\n"
           "IPAddressDeny=\n"
           "RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6\n"
           "BindReadOnlyPaths=-/run/postgresql\n"
           "TimeoutStartSec=10min\n";
}

} // namespace chatroom
