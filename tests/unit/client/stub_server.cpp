// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/client/stub_server.hpp"

#include "tests/unit/client/client_process.hpp"

#include <cerrno>
#include <stdexcept>
#include <system_error>
#include <vector>

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

namespace chatroom::testing_support {

StubServer::StubServer(std::uint16_t port)
    : socket_(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* generic = reinterpret_cast<sockaddr*>(&address);
    if (::bind(socket_, generic, size) < 0 || ::getsockname(socket_, generic, &size) < 0) {
        throw std::system_error(errno, std::generic_category(), "bind");
    }
    port_ = ntohs(address.sin_port);
}

StubServer::~StubServer() {
    ::close(socket_);
}

std::string StubServer::address() const {
    return "127.0.0.1:" + std::to_string(port_);
}

std::string StubServer::receive() {
    await_readable(socket_, "a datagram from the client");
    std::vector<char> buffer(64 * 1024);
    socklen_t size = sizeof peer_;
    const auto received = ::recvfrom(socket_, buffer.data(), buffer.size(), 0,
                                     reinterpret_cast<sockaddr*>(&peer_), &size);
    if (received < 0) {
        throw std::system_error(errno, std::generic_category(), "recvfrom");
    }
    return {buffer.data(), static_cast<std::size_t>(received)};
}

void StubServer::send(std::string_view bytes) const {
    if (::sendto(socket_, bytes.data(), bytes.size(), 0, reinterpret_cast<const sockaddr*>(&peer_),
                 sizeof peer_) < 0) {
        throw std::system_error(errno, std::generic_category(), "sendto");
    }
}

std::uint16_t StubServer::peer_port() const {
    return ntohs(peer_.sin_port);
}

void StubServer::send_to_peer_of(const StubServer& other, std::string_view bytes) {
    peer_ = other.peer_;
    send(bytes);
}

void StubServer::admit(std::string_view name) {
    if (const auto request = receive(); request != "L " + std::string(name)) {
        throw std::runtime_error("not the request to enter: " + request);
    }
    send("OK");
}

void StubServer::dismiss(std::string_view name) {
    if (const auto request = receive(); request != "Q " + std::string(name)) {
        throw std::runtime_error("not the request to leave: " + request);
    }
    send("Exit");
    send("EXIT");
}

} // namespace chatroom::testing_support
