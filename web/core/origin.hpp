// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace chatroom {

/// Whether it can stand in the Host field of a request (RFC 9110, section 7.2): a name or an
/// address and perhaps a port, at most 261 bytes.
bool is_host(std::string_view text);

/// The names that the machine of that host name answers to in its own network, in lower case: the
/// name, and without its domain.
std::vector<std::string> names_of_machine(std::string_view host_name);

/// Whether the host, as Host has it, is an address, "localhost", or one of the names, and so none
/// that somebody elsewhere has made lead here: to a browser such a name is one site with the pages
/// that come from it elsewhere.
bool is_known_host(std::string_view host, std::span<const std::string> names);

/// Whether a page of that origin (RFC 6454) may open the WebSocket: one that came from the host the
/// request is for or, if others are given, from one of those and no other.
bool is_own_origin(std::string_view origin, std::string_view host,
                   std::span<const std::string> others);

} // namespace chatroom
