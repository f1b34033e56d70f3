// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "protocol/address.hpp"

#include <stdexcept>
#include <string>

#include <arpa/inet.h>
#include <netinet/in.h>

namespace chatroom::siege {

/// Of ADDRESS:PORT. Throws std::runtime_error if that is not an IPv4 address and a port.
inline sockaddr_in to_socket_address(const std::string& text) {
    const auto address = parse_address(text);
    if (!address || !address->is_ipv4()) {
        throw std::runtime_error(text + " is not an IPv4 address and a port");
    }
    sockaddr_in result{};
    result.sin_family = AF_INET;
    result.sin_port = htons(address->port);
    ::inet_pton(AF_INET, text.substr(0, text.rfind(':')).c_str(), &result.sin_addr);
    return result;
}

} // namespace chatroom::siege
