// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace chatroom {

/// Whether it can stand in the Host field of a request (RFC 9110, section 7.2): a name or an
/// address and perhaps a port, at most 261 bytes.
bool is_host(std::string_view text);

/// Whether a page of that origin (RFC 6454) may open the WebSocket: one that came from the host the
/// request is for or, if others are given, from one of those and no other.
bool is_own_origin(std::string_view origin, std::string_view host,
                   std::span<const std::string> others);

} // namespace chatroom
