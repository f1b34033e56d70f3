// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/cluster/cut_proxy.hpp"

#include <array>
#include <stdexcept>
#include <string_view>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace chatroom::cluster {

namespace {

sockaddr_in loopback(std::uint16_t port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

const sockaddr* generic(const sockaddr_in& address) {
    return reinterpret_cast<const sockaddr*>(&address);
}

/// What has arrived; empty: the connection is over.
std::string_view receive(int socket, std::array<char, 65536>& buffer) {
    const auto size = ::recv(socket, buffer.data(), buffer.size(), 0);
    return {buffer.data(), size > 0 ? static_cast<std::size_t>(size) : 0};
}

void send_all(int socket, std::string_view bytes) {
    while (!bytes.empty()) {
        const auto size = ::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (size <= 0) {
            return;
        }
        bytes.remove_prefix(static_cast<std::size_t>(size));
    }
}

} // namespace

CutProxy::CutProxy(std::uint16_t server)
    : server_(server), listener_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    auto address = loopback(0);
    socklen_t size = sizeof address;
    if (::bind(listener_, generic(address), size) != 0 || ::listen(listener_, 8) != 0 ||
        ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
        throw std::runtime_error("the proxy has no port");
    }
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] { run(); });
}

CutProxy::~CutProxy() {
    stops_ = true;
    ::shutdown(listener_, SHUT_RDWR);
    thread_.join();
    ::close(listener_);
}

std::string CutProxy::uri(const std::string& database) const {
    return "postgresql://chatroom@127.0.0.1:" + std::to_string(port_) + "/" + database;
}

void CutProxy::lose_answer_to(const std::string& bytes) {
    lose_ = bytes;
    loses_ = true;
}

/// One connection after the other, as a node has one.
void CutProxy::run() {
    while (!stops_) {
        const int node = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
        if (node >= 0) {
            relay(node);
            ::close(node);
        }
    }
}

void CutProxy::relay(int node) {
    const int server = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const auto address = loopback(server_);
    bool is_open = ::connect(server, generic(address), sizeof address) == 0;
    bool swallows = false;
    std::array<char, 65536> buffer{};
    while (is_open && !stops_) {
        std::array<pollfd, 2> waits{{{.fd = node, .events = POLLIN, .revents = 0},
                                     {.fd = server, .events = POLLIN, .revents = 0}}};
        constexpr int look_for_end_ms = 100;
        ::poll(waits.data(), waits.size(), look_for_end_ms);
        if (waits[0].revents != 0) {
            const auto bytes = receive(node, buffer);
            is_open = !bytes.empty();
            if (loses_ && bytes.find(lose_) != std::string_view::npos) {
                swallows = true;
                loses_ = false;
            }
            send_all(server, bytes);
        }
        if (is_open && waits[1].revents != 0) {
            const auto bytes = receive(server, buffer);
            is_open = !bytes.empty() && !swallows;
            if (is_open) {
                send_all(node, bytes);
            } else if (swallows) {
                ++lost_;
            }
        }
    }
    ::close(server);
}

} // namespace chatroom::cluster
