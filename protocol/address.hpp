// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace chatroom {

/// Where a datagram comes from or goes to. IPv4 addresses are kept as IPv4-mapped IPv6 addresses
/// (RFC 4291, 2.5.5.2), so one member has one address whatever socket the datagram arrived on.
struct Address {
    std::array<std::uint8_t, 16> ip{}; ///< In network order.
    std::uint16_t port = 0;            ///< In host order.
    std::uint32_t scope = 0;           ///< The interface of a link-local address, otherwise 0.
    /// Which of our own addresses the other end talks to, and so expects to hear from; all zero
    /// leaves the choice to the kernel. It is how to get there, not where: two addresses that
    /// differ in it alone are equal, and it is not written.
    std::array<std::uint8_t, 16> local{};

    bool operator==(const Address& other) const { return (*this <=> other) == 0; }
    std::strong_ordering operator<=>(const Address& other) const;

    bool is_ipv4() const;

    /// Whether it is this machine's for itself: nobody elsewhere can send from there.
    bool is_loopback() const;
};

/// "192.168.1.7:40123", "[::1]:8888" or "[fe80::1%2]:8888" (RFC 5952, section 6).
std::string to_string(const Address& address);

/// The reverse of to_string(): a numeric address and a port from 0 to 65535; nothing if the text is
/// anything else. A scope is a number.
std::optional<Address> parse_address(std::string_view text);

/// A numeric IPv4 or IPv6 address without port, scope or brackets, as the 16 bytes of Address::ip.
std::optional<std::array<std::uint8_t, 16>> parse_ip(std::string_view text);

/// The reverse of parse_ip().
std::string ip_to_string(const std::array<std::uint8_t, 16>& ip);

} // namespace chatroom

template <>
struct std::hash<chatroom::Address> {
    std::size_t operator()(const chatroom::Address& address) const noexcept;
};
