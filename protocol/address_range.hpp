// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "protocol/address.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace chatroom {

/// A network in CIDR notation, "192.168.0.0/16" or "fe80::/10" (RFC 4632; RFC 4291, 2.3).
class AddressRange {
public:
    /// Nothing if the text is no network, or if bits beyond the prefix are set (a likely mistake).
    /// A plain address stands for itself alone.
    static std::optional<AddressRange> parse(std::string_view text);

    /// The network that the address is in and that its first bits, 0 to 128, name. Those of an IPv4
    /// address count from 96.
    static AddressRange around(const Address& address, unsigned prefix_bits);

    /// Whether the address, whatever its port and scope, is in the network.
    bool contains(const Address& address) const;

    /// Whether everybody is in it who speaks IPv4, or who speaks IPv6.
    bool contains_everybody() const;

    /// How many bits the prefix has, counted as around() does.
    unsigned prefix_bits() const { return prefix_bits_; }

    bool operator==(const AddressRange&) const = default;
    friend std::string to_string(const AddressRange& range);

private:
    std::array<std::uint8_t, 16> prefix_{};
    unsigned prefix_bits_ = 0; ///< 0 to 128; an IPv4 prefix counts from 96.
};

std::string to_string(const AddressRange& range);

/// Whether one of the ranges contains the address.
bool any_contains(std::span<const AddressRange> ranges, const Address& address);

} // namespace chatroom
