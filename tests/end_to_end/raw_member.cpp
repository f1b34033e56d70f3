// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/end_to_end/raw_member.hpp"

#include "tests/end_to_end/child_process.hpp"

#include <array>
#include <cstring>
#include <stdexcept>
#include <system_error>
#include <utility>

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <poll.h>
#include <unistd.h>

namespace chatroom::end_to_end {
namespace {

constexpr std::string_view barrier_zh = "请给出名字：L 名字";
constexpr std::string_view barrier_en = "a name is missing: send L NAME";

[[noreturn]] void fail(const char* call) {
    throw std::system_error(errno, std::generic_category(), call);
}

socklen_t to_socket_address(const Endpoint& endpoint, sockaddr_storage& storage) {
    storage = {};
    sockaddr_in v4{};
    if (::inet_pton(AF_INET, endpoint.host.c_str(), &v4.sin_addr) == 1) {
        v4.sin_family = AF_INET;
        v4.sin_port = htons(endpoint.port);
        std::memcpy(&storage, &v4, sizeof v4);
        return sizeof v4;
    }
    sockaddr_in6 v6{};
    if (::inet_pton(AF_INET6, endpoint.host.c_str(), &v6.sin6_addr) == 1) {
        v6.sin6_family = AF_INET6;
        v6.sin6_port = htons(endpoint.port);
        std::memcpy(&storage, &v6, sizeof v6);
        return sizeof v6;
    }
    throw std::runtime_error("no numeric address: " + endpoint.host);
}

Endpoint from_socket_address(const sockaddr_storage& storage) {
    std::array<char, INET6_ADDRSTRLEN> text{};
    if (storage.ss_family == AF_INET) {
        sockaddr_in v4{};
        std::memcpy(&v4, &storage, sizeof v4);
        ::inet_ntop(AF_INET, &v4.sin_addr, text.data(), text.size());
        return {text.data(), ntohs(v4.sin_port)};
    }
    sockaddr_in6 v6{};
    std::memcpy(&v6, &storage, sizeof v6);
    ::inet_ntop(AF_INET6, &v6.sin6_addr, text.data(), text.size());
    return {text.data(), ntohs(v6.sin6_port)};
}

} // namespace

std::string to_string(const Endpoint& endpoint) {
    const bool v6 = endpoint.host.find(':') != std::string::npos;
    return (v6 ? "[" + endpoint.host + "]" : endpoint.host) + ":" + std::to_string(endpoint.port);
}

Endpoint endpoint_from(std::string_view text) {
    const std::size_t colon = text.rfind(':');
    if (colon == std::string_view::npos) {
        throw std::runtime_error("no address and port: " + std::string(text));
    }
    std::string host(text.substr(0, colon));
    if (host.starts_with('[') && host.ends_with(']')) {
        host = host.substr(1, host.size() - 2);
    }
    return {host, static_cast<std::uint16_t>(std::stoul(std::string(text.substr(colon + 1))))};
}

std::string own_loopback_host() {
    const auto number = static_cast<unsigned>(::getpid());
    return "127." + std::to_string(100 + ((number >> 16U) & 63U)) + "." +
           std::to_string((number >> 8U) & 255U) + "." + std::to_string(number & 255U);
}

RawMember::RawMember(const Endpoint& server, const std::string& own_host) {
    server_length_ = to_socket_address(server, server_);
    socket_ = ::socket(server_.ss_family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (socket_ < 0) {
        fail("socket");
    }
    const std::string loopback = server_.ss_family == AF_INET ? own_loopback_host() : "::1";
    sockaddr_storage own{};
    const socklen_t length = to_socket_address({own_host.empty() ? loopback : own_host, 0}, own);
    if (::bind(socket_, reinterpret_cast<const sockaddr*>(&own), length) != 0) {
        fail("bind");
    }
}

RawMember::~RawMember() {
    vanish();
}

RawMember::RawMember(RawMember&& other) noexcept
    : socket_(std::exchange(other.socket_, -1)), server_(other.server_),
      server_length_(other.server_length_) {}

void RawMember::send(std::string_view datagram) const {
    const ssize_t count = ::sendto(socket_, datagram.data(), datagram.size(), 0,
                                   reinterpret_cast<const sockaddr*>(&server_), server_length_);
    if (count != static_cast<ssize_t>(datagram.size())) {
        fail("sendto");
    }
}

std::string RawMember::receive() const {
    pollfd waiting{socket_, POLLIN, 0};
    const auto timeout_ms = static_cast<int>(std::chrono::milliseconds(patience).count());
    if (::poll(&waiting, 1, timeout_ms) != 1) {
        throw std::runtime_error("no datagram came to " + to_string(endpoint()));
    }
    std::string buffer(65536, '\0');
    sockaddr_storage from{};
    socklen_t length = sizeof from;
    const ssize_t count = ::recvfrom(socket_, buffer.data(), buffer.size(), 0,
                                     reinterpret_cast<sockaddr*>(&from), &length);
    if (count < 0) {
        fail("recvfrom");
    }
    if (to_string(from_socket_address(from)) != to_string(from_socket_address(server_))) {
        return receive(); // Meant for another test, whose member had this port before.
    }
    buffer.resize(static_cast<std::size_t>(count));
    return buffer;
}

std::vector<std::string> RawMember::received() const {
    std::vector<std::string> result;
    pollfd waiting{socket_, POLLIN, 0};
    while (::poll(&waiting, 1, 0) == 1) {
        result.push_back(receive());
    }
    return result;
}

void RawMember::enter(std::string_view name) const {
    send("L " + std::string(name));
    const std::string answer = receive();
    if (answer != "OK") {
        throw std::runtime_error("not OK but: " + answer);
    }
}

void RawMember::expect_nothing() const {
    for (int round = 0; round < 2; ++round) {
        send("L");
        const std::string answer = receive();
        EXPECT_TRUE(answer == barrier_zh || answer == barrier_en)
            << to_string(endpoint()) << " heard: " << answer;
    }
}

void RawMember::vanish() {
    if (socket_ >= 0) {
        ::close(socket_);
        socket_ = -1;
    }
}

Endpoint RawMember::endpoint() const {
    sockaddr_storage own{};
    socklen_t length = sizeof own;
    if (::getsockname(socket_, reinterpret_cast<sockaddr*>(&own), &length) != 0) {
        fail("getsockname");
    }
    return from_socket_address(own);
}

void expect_all(const std::vector<const RawMember*>& members, std::string_view datagram) {
    for (const RawMember* member : members) {
        EXPECT_EQ(member->receive(), datagram) << to_string(member->endpoint());
    }
}

} // namespace chatroom::end_to_end
