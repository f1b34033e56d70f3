// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/daemon/io/udp_peer.hpp"

#include "daemon/io/socket_address.hpp"

#include <array>
#include <cerrno>
#include <system_error>

#include <poll.h>

namespace chatroom {

namespace {

constexpr int patience_ms = 20'000;

int checked(int result, const char* what) {
    if (result < 0) {
        throw std::system_error(errno, std::generic_category(), what);
    }
    return result;
}

int family_of(const Address& address) {
    return address.is_ipv4() ? AF_INET : AF_INET6;
}

} // namespace

UdpPeer::UdpPeer(const char* ip) {
    const Address local{.ip = parse_ip(ip).value()};
    const auto family = family_of(local);
    socket_ = FileDescriptor(checked(::socket(family, SOCK_DGRAM | SOCK_CLOEXEC, 0), "socket"));
    const auto bound = to_socket_address(local, family);
    checked(::bind(socket_.get(), bound.get(), bound.length), "bind");
}

Address UdpPeer::address() const {
    return bound_address(socket_.get());
}

void UdpPeer::die() {
    // A connected socket hears only its peer; for everybody else the port is closed.
    connect(address());
}

void UdpPeer::connect(const Address& to) {
    const auto peer = to_socket_address(to, family_of(to));
    checked(::connect(socket_.get(), peer.get(), peer.length), "connect");
}

void UdpPeer::send(const Address& to, std::string_view datagram) {
    const auto recipient = to_socket_address(to, family_of(to));
    checked(static_cast<int>(::sendto(socket_.get(), datagram.data(), datagram.size(), 0,
                                      recipient.get(), recipient.length)),
            "sendto");
}

std::vector<std::string> UdpPeer::receive(std::size_t count) {
    std::vector<std::string> result;
    while (result.size() < count) {
        if (!await(socket_.get(), POLLIN)) {
            result.emplace_back("nothing came");
            return result;
        }
        std::array<char, 65'536> buffer{};
        const auto size = checked(
            static_cast<int>(::recv(socket_.get(), buffer.data(), buffer.size(), 0)), "recv");
        result.emplace_back(buffer.data(), static_cast<std::size_t>(size));
    }
    return result;
}

bool UdpPeer::has_more() const {
    pollfd waiting{.fd = socket_.get(), .events = POLLIN, .revents = 0};
    return ::poll(&waiting, 1, 0) > 0;
}

Address seen_from(const UdpPeer& peer, const UdpPort& port) {
    auto address = peer.address();
    address.port = port.local_address().port;
    return address;
}

void enqueue(UdpPort& port, const std::vector<Transmission>& transmissions) {
    Outputs outputs;
    for (const auto& [text, addresses] : transmissions) {
        const auto payload = outputs.add(text);
        for (const auto& address : addresses) {
            outputs.deliveries.push_back({.to = address, .payload = payload});
        }
    }
    port.enqueue(outputs);
}

std::vector<Arrived> receive_all(UdpPort& port, std::size_t count) {
    std::vector<Arrived> result;
    while (result.size() < count && await(port.descriptor(), POLLIN)) {
        for (const auto& [sender, datagram] : port.receive()) {
            result.push_back({sender, std::string(datagram)});
        }
    }
    return result;
}

std::vector<Address> closed_ports(UdpPort& port, std::size_t count) {
    std::vector<Address> result;
    while (true) {
        for (auto [address, port_closed, quoted] : port.take_failures()) {
            address.port = port_closed ? address.port : std::uint16_t{0};
            result.push_back(address);
        }
        if (result.size() >= count || !await(port.descriptor(), POLLIN)) {
            return result;
        }
        port.receive();
    }
}

bool await(int descriptor, short events) {
    pollfd waiting{.fd = descriptor, .events = events, .revents = 0};
    return ::poll(&waiting, 1, patience_ms) > 0;
}

} // namespace chatroom
