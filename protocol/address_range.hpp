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

    /// Whether the address, whatever its port and scope, is in the network.
    bool contains(const Address& address) const;

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
