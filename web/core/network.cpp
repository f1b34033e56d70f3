// SPDX-License-Identifier: GPL-3.0-or-later
#include "web/core/network.hpp"

#include "protocol/address_range.hpp"

#include <optional>

namespace chatroom {

namespace {

std::string_view trimmed(std::string_view text) {
    const auto begin = text.find_first_not_of(" \t");
    return begin == std::string_view::npos
               ? std::string_view()
               : text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

/// With or without a port, as proxies write it.
std::optional<Address> address_in(std::string_view text) {
    if (const auto with_port = parse_address(text)) {
        return with_port;
    }
    if (text.starts_with('[') && text.ends_with(']')) {
        text = text.substr(1, text.size() - 2);
    }
    const auto ip = parse_ip(text);
    if (!ip) {
        return std::nullopt;
    }
    Address address;
    address.ip = *ip;
    return address;
}

} // namespace

std::string network_of(const Address& address) {
    return to_string(AddressRange::around(address, address.is_ipv4() ? 128 : 64));
}

Address client_address(const Address& peer, std::string_view forwarded_for,
                       std::span<const AddressRange> proxies) {
    auto address = peer;
    while (!forwarded_for.empty() && any_contains(proxies, address)) {
        const auto comma = forwarded_for.rfind(',');
        const auto last = comma == std::string_view::npos ? 0 : comma + 1;
        const auto before = address_in(trimmed(forwarded_for.substr(last)));
        if (!before) {
            break;
        }
        address = *before;
        forwarded_for = forwarded_for.substr(0, last == 0 ? 0 : last - 1);
    }
    return address;
}

} // namespace chatroom
