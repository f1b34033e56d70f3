// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocol/address.hpp"

#include <algorithm>
#include <charconv>
#include <cstring>
#include <tuple>

#include <arpa/inet.h>

namespace chatroom {

namespace {

constexpr std::array<std::uint8_t, 12> mapped_prefix{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

template <typename Number>
std::optional<Number> parse_number(std::string_view text) {
    Number number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size() || text.empty()) {
        return std::nullopt;
    }
    return number;
}

} // namespace

std::strong_ordering Address::operator<=>(const Address& other) const {
    return std::tie(ip, port, scope) <=> std::tie(other.ip, other.port, other.scope);
}

bool Address::is_ipv4() const {
    return std::equal(mapped_prefix.begin(), mapped_prefix.end(), ip.begin());
}

bool Address::is_loopback() const {
    constexpr std::uint8_t loopback_network = 127;
    constexpr std::array<std::uint8_t, 16> loopback{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};
    return is_ipv4() ? ip[mapped_prefix.size()] == loopback_network : ip == loopback;
}

std::string ip_to_string(const std::array<std::uint8_t, 16>& ip) {
    char text[INET6_ADDRSTRLEN] = "";
    if (Address{.ip = ip}.is_ipv4()) {
        inet_ntop(AF_INET, ip.data() + mapped_prefix.size(), text, sizeof text);
    } else {
        inet_ntop(AF_INET6, ip.data(), text, sizeof text);
    }
    return text;
}

std::string to_string(const Address& address) {
    const auto ip = ip_to_string(address.ip);
    const auto port = ":" + std::to_string(address.port);
    if (address.is_ipv4()) {
        return ip + port;
    }
    const auto scope = address.scope == 0 ? "" : "%" + std::to_string(address.scope);
    return "[" + ip + scope + "]" + port;
}

std::optional<std::array<std::uint8_t, 16>> parse_ip(std::string_view text) {
    const std::string terminated(text);
    if (terminated.find('\0') != std::string::npos) {
        return std::nullopt;
    }
    std::array<std::uint8_t, 16> ip{};
    if (inet_pton(AF_INET6, terminated.c_str(), ip.data()) == 1) {
        return ip;
    }
    if (inet_pton(AF_INET, terminated.c_str(), ip.data() + mapped_prefix.size()) == 1) {
        std::copy(mapped_prefix.begin(), mapped_prefix.end(), ip.begin());
        return ip;
    }
    return std::nullopt;
}

std::optional<Address> parse_address(std::string_view text) {
    const auto colon = text.rfind(':');
    if (colon == std::string_view::npos) {
        return std::nullopt;
    }
    auto host = text.substr(0, colon);
    const auto port = parse_number<std::uint16_t>(text.substr(colon + 1));
    Address address;
    const bool bracketed = host.size() >= 2 && host.front() == '[' && host.back() == ']';
    if (bracketed) {
        host = host.substr(1, host.size() - 2);
        if (const auto percent = host.find('%'); percent != std::string_view::npos) {
            const auto scope = parse_number<std::uint32_t>(host.substr(percent + 1));
            if (!scope) {
                return std::nullopt;
            }
            address.scope = *scope;
            host = host.substr(0, percent);
        }
    }
    // Without brackets the colons of an IPv6 address could not be told from the port's.
    const auto ip = parse_ip(host);
    if (!port || !ip || bracketed != (host.find(':') != std::string_view::npos)) {
        return std::nullopt;
    }
    address.ip = *ip;
    address.port = *port;
    return address;
}

} // namespace chatroom

std::size_t
std::hash<chatroom::Address>::operator()(const chatroom::Address& address) const noexcept {
    // The standard library's string hash is keyed by nothing, but a table is bounded by the member
    // limit, so crafted collisions cost at most one scan of the members.
    std::array<char, 22> bytes{};
    std::memcpy(bytes.data(), address.ip.data(), 16);
    std::memcpy(bytes.data() + 16, &address.port, 2);
    std::memcpy(bytes.data() + 18, &address.scope, 4);
    return std::hash<std::string_view>{}({bytes.data(), bytes.size()});
}
