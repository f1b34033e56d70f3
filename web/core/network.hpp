// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "protocol/address.hpp"

#include <span>
#include <string>
#include <string_view>

namespace chatroom {

class AddressRange;

/// What one subscriber has, as a word to count by: an IPv4 address, or 64 bits of IPv6.
std::string network_of(const Address& address);

/// Whom a request comes from: the peer or, if that is a proxy that is believed, the last address in
/// X-Forwarded-For that is none of those. What is no address there ends the search.
Address client_address(const Address& peer, std::string_view forwarded_for,
                       std::span<const AddressRange> proxies);

} // namespace chatroom
