// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocol/classic_request.hpp"

#include <optional>

namespace chatroom::classic {

namespace {

/// What stands behind the letter and its space; nothing if there is no space.
std::optional<std::string_view> argument(std::string_view datagram) {
    if (datagram.size() < 2 || datagram[1] != ' ') {
        return std::nullopt;
    }
    return datagram.substr(2);
}

Say decode_say(std::string_view rest) {
    const auto space = rest.find(' ');
    if (space == std::string_view::npos) {
        return {.name = rest, .text = {}};
    }
    return {.name = rest.substr(0, space), .text = rest.substr(space + 1)};
}

} // namespace

Request decode(std::string_view datagram) {
    if (datagram.empty()) {
        return Malformed{};
    }
    const auto rest = argument(datagram);
    switch (datagram.front()) {
    case 'L':
        return Enter{rest.value_or(std::string_view{})};
    case 'C':
        return rest ? Request{decode_say(*rest)} : Malformed{};
    case 'Q':
        // A program that sends no name on its way out waits for the farewell all the same.
        return rest || datagram.size() == 1 ? Request{Leave{rest.value_or(std::string_view{})}}
                                            : Malformed{};
    default:
        return Malformed{};
    }
}

} // namespace chatroom::classic
