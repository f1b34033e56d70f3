// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "protocol/address.hpp"
#include "protocol/address_range.hpp"

#include <array>
#include <optional>
#include <vector>

namespace chatroom {

/// From where somebody comes for whom a gateway speaks that says so (PROTOCOL.md, FROM); without a
/// port, which nobody tells. Nothing if the sender is no gateway that is believed. Nobody elsewhere
/// comes from this machine, of whose people there may be many.
inline std::optional<Address> believed_origin(const std::vector<AddressRange>& gateways,
                                              const Address& sender,
                                              const std::array<std::uint8_t, 16>& said) {
    Address origin;
    origin.ip = said;
    const bool is_possible = sender.is_loopback() || !origin.is_loopback();
    return is_possible && any_contains(gateways, sender) ? std::optional(origin) : std::nullopt;
}

} // namespace chatroom
