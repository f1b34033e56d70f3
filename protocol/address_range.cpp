// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocol/address_range.hpp"

#include <algorithm>
#include <charconv>

namespace chatroom {

namespace {

constexpr unsigned ipv6_bits = 128;
constexpr unsigned mapped_bits = 96; ///< What an IPv4-mapped address has in front of the IPv4 part.

/// The bits of byte number index that belong to a prefix of so many bits.
std::uint8_t byte_mask(unsigned prefix_bits, unsigned index) {
    const unsigned covered = std::clamp(prefix_bits, index * 8, index * 8 + 8) - index * 8;
    return static_cast<std::uint8_t>(0xff00U >> covered);
}

} // namespace

std::optional<AddressRange> AddressRange::parse(std::string_view text) {
    const auto slash = text.find('/');
    const auto ip = parse_ip(text.substr(0, slash));
    if (!ip) {
        return std::nullopt;
    }
    AddressRange range;
    range.prefix_ = *ip;
    range.prefix_bits_ = ipv6_bits;
    if (slash != std::string_view::npos) {
        const bool ipv4 = text.substr(0, slash).find(':') == std::string_view::npos;
        const auto length = text.substr(slash + 1);
        unsigned bits = 0;
        const auto [end, error] =
            std::from_chars(length.data(), length.data() + length.size(), bits);
        if (error != std::errc{} || end != length.data() + length.size() ||
            bits > (ipv4 ? ipv6_bits - mapped_bits : ipv6_bits)) {
            return std::nullopt;
        }
        range.prefix_bits_ = ipv4 ? bits + mapped_bits : bits;
    }
    for (unsigned index = 0; index < range.prefix_.size(); ++index) {
        if ((range.prefix_[index] & ~byte_mask(range.prefix_bits_, index)) != 0) {
            return std::nullopt;
        }
    }
    return range;
}

AddressRange AddressRange::around(const Address& address, unsigned prefix_bits) {
    AddressRange range;
    range.prefix_bits_ = prefix_bits;
    for (unsigned index = 0; index < range.prefix_.size(); ++index) {
        range.prefix_[index] = address.ip[index] & byte_mask(prefix_bits, index);
    }
    return range;
}

bool AddressRange::contains(const Address& address) const {
    for (unsigned index = 0; index < prefix_.size(); ++index) {
        if ((address.ip[index] & byte_mask(prefix_bits_, index)) != prefix_[index]) {
            return false;
        }
    }
    return true;
}

bool AddressRange::contains_everybody() const {
    const Address first_ipv4{.ip = *parse_ip("0.0.0.0")};
    return prefix_bits_ == 0 || (prefix_bits_ <= mapped_bits && contains(first_ipv4));
}

std::string to_string(const AddressRange& range) {
    const auto ip = ip_to_string(range.prefix_);
    const bool ipv4 = Address{.ip = range.prefix_}.is_ipv4() && range.prefix_bits_ >= mapped_bits;
    return ip + "/" + std::to_string(range.prefix_bits_ - (ipv4 ? mapped_bits : 0));
}

bool any_contains(std::span<const AddressRange> ranges, const Address& address) {
    return std::any_of(ranges.begin(), ranges.end(),
                       [&](const AddressRange& range) { return range.contains(address); });
}

} // namespace chatroom
