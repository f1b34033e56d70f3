// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/io/handed_sockets.hpp"

#include "daemon/io/socket_address.hpp"

#include <cstdlib>
#include <stdexcept>

#include <sys/socket.h>
#include <sys/un.h>
#include <systemd/sd-daemon.h>

namespace chatroom {

namespace {

/// More than anybody hands over; the rest stays open and unused.
constexpr int max_handed = 16;

bool is_stored(const HandedSocket& handed) {
    return handed.name == stored_port_name;
}

bool is_port(const HandedSocket& handed) {
    return ::sd_is_socket(handed.socket.get(), AF_INET6, SOCK_DGRAM, -1) > 0 ||
           ::sd_is_socket(handed.socket.get(), AF_INET, SOCK_DGRAM, -1) > 0;
}

bool is_control(const HandedSocket& handed) {
    return ::sd_is_socket(handed.socket.get(), AF_UNIX, SOCK_STREAM, 1) > 0;
}

/// Port 0 is any.
bool is_bound_to(const HandedSocket& handed, const Address& listen) {
    const auto bound = bound_address(handed.socket.get());
    return bound.ip == listen.ip && (bound.port == listen.port || listen.port == 0);
}

std::filesystem::path path_of(const HandedSocket& handed) {
    sockaddr_un address{};
    socklen_t length = sizeof address;
    if (::getsockname(handed.socket.get(), reinterpret_cast<sockaddr*>(&address), &length) != 0) {
        return {};
    }
    return {std::string(address.sun_path, ::strnlen(address.sun_path, sizeof address.sun_path))};
}

[[noreturn]] void fail(const std::string& opened, const std::string& configured) {
    throw std::runtime_error("chatroomd.socket has opened " + opened +
                             ", but the configuration says " + configured +
                             "; \"systemctl daemon-reload\" and \"systemctl restart "
                             "chatroomd.socket\" make it follow");
}

} // namespace

std::vector<HandedSocket> take_handed_sockets() {
    char** names = nullptr;
    const int count = ::sd_listen_fds_with_names(1, &names);
    std::vector<HandedSocket> handed;
    for (int place = 0; place < count && place < max_handed; ++place) {
        handed.push_back({FileDescriptor(SD_LISTEN_FDS_START + place), names[place]});
    }
    for (int place = 0; place < count; ++place) {
        std::free(names[place]);
    }
    std::free(names);
    return handed;
}

RoomSockets choose_sockets(std::vector<HandedSocket> handed, const Address& listen,
                           const std::filesystem::path& control) {
    RoomSockets chosen;
    std::string other_port;
    std::string other_path;
    for (auto& one : handed) {
        if (is_port(one) && is_bound_to(one, listen)) {
            chosen.port = std::move(one.socket);
        } else if (is_control(one) && path_of(one) == control) {
            chosen.control = std::move(one.socket);
        } else if (!is_stored(one) && is_port(one)) {
            other_port = to_string(bound_address(one.socket.get()));
        } else if (is_control(one)) {
            other_path = path_of(one).string();
        }
    }
    if (chosen.port.get() < 0 && !other_port.empty()) {
        fail(other_port, to_string(listen));
    }
    if (chosen.control.get() < 0 && !other_path.empty()) {
        fail(other_path, control.string());
    }
    return chosen;
}

} // namespace chatroom
