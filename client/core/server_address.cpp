// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/core/server_address.hpp"

#include <algorithm>
#include <charconv>

namespace chatroom {

namespace {

std::optional<std::uint16_t> parse_port(std::string_view text) {
    std::uint16_t port = 0;
    const auto* end = text.data() + text.size();
    const auto [rest, error] = std::from_chars(text.data(), end, port);
    if (error != std::errc() || rest != end || port == 0) {
        return std::nullopt;
    }
    return port;
}

/// Whether a host may be called so: what stands around hosts in links is none of them, nor is what
/// cannot be seen.
bool may_be_host(std::string_view host) {
    constexpr std::string_view in_links = "#?/@\\\"<>[]";
    const auto is_fit = [&](char byte) {
        return static_cast<unsigned char>(byte) > ' ' && byte != 0x7f &&
               in_links.find(byte) == std::string_view::npos;
    };
    return !host.empty() && std::ranges::all_of(host, is_fit);
}

/// The address of a host and what follows it: nothing, or a colon and a port.
std::optional<ServerAddress> with_port(std::string_view host, std::string_view rest) {
    ServerAddress address;
    if (!may_be_host(host)) {
        return std::nullopt;
    }
    address.host = host;
    if (rest.empty()) {
        return address;
    }
    const auto port = rest.front() == ':' ? parse_port(rest.substr(1)) : std::nullopt;
    if (!port) {
        return std::nullopt;
    }
    address.port = *port;
    return address;
}

} // namespace

std::optional<ServerAddress> parse_server_address(std::string_view text) {
    if (text.starts_with('[')) {
        const auto end = text.find(']');
        if (end == std::string_view::npos) {
            return std::nullopt;
        }
        return with_port(text.substr(1, end - 1), text.substr(end + 1));
    }
    const auto colon = text.find(':');
    const bool is_bare_ipv6 = colon != text.rfind(':');
    if (colon == std::string_view::npos || is_bare_ipv6) {
        return with_port(text, {});
    }
    return with_port(text.substr(0, colon), text.substr(colon));
}

std::string to_string(const ServerAddress& address) {
    const bool is_ipv6 = address.host.find(':') != std::string::npos;
    const auto host = is_ipv6 ? "[" + address.host + "]" : address.host;
    return host + ":" + std::to_string(address.port);
}

} // namespace chatroom
