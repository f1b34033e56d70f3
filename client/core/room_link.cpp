// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/core/room_link.hpp"

#include "protocol/sealed/keys.hpp"

#include <algorithm>

namespace chatroom {

namespace {

constexpr std::string_view scheme = "chatroom://";

std::optional<unsigned> hexadecimal(char digit) {
    constexpr std::string_view digits = "0123456789abcdef";
    const auto lower = digit >= 'A' && digit <= 'F' ? static_cast<char>(digit - 'A' + 'a') : digit;
    const auto value = digits.find(lower);
    return value == std::string_view::npos ? std::nullopt
                                           : std::optional(static_cast<unsigned>(value));
}

/// The text with its "%NN" as bytes (RFC 3986, section 2.1); programs that pass links on may have
/// written any character so. A "%" that is none stays, as in front of an IPv6 zone.
std::string decoded(std::string_view text) {
    std::string result;
    while (!text.empty()) {
        const auto high = text[0] == '%' && text.size() > 2 ? hexadecimal(text[1]) : std::nullopt;
        const auto low = high ? hexadecimal(text[2]) : std::nullopt;
        result += low ? static_cast<char>(*high << 4 | *low) : text[0];
        text.remove_prefix(low ? 3 : 1);
    }
    return result;
}

/// The addresses between the commas.
std::optional<RoomLink> link_to(std::string_view addresses) {
    RoomLink link;
    for (std::size_t count = 0;; ++count) {
        const auto end = std::min(addresses.find(','), addresses.size());
        const auto server = parse_server_address(addresses.substr(0, end));
        if (!server || count == RoomLink::max_servers) {
            return std::nullopt;
        }
        if (count == 0) {
            link.server = *server;
        } else {
            link.others.push_back(*server);
        }
        if (end == addresses.size()) {
            return link;
        }
        addresses.remove_prefix(end + 1);
    }
}

} // namespace

std::string servers_of(const RoomLink& link) {
    auto text = to_string(link.server);
    for (const auto& other : link.others) {
        text += "," + to_string(other);
    }
    return text;
}

std::optional<RoomLink> parse_room_link(std::string_view text) {
    if (!text.starts_with(scheme)) {
        const bool is_other_link = text.find("://") != std::string_view::npos;
        return is_other_link ? std::nullopt : link_to(text);
    }
    text.remove_prefix(scheme.size());
    const auto question = std::min(text.find('?'), text.size());
    auto authority = decoded(text.substr(0, question));
    while (authority.ends_with('/')) { // Some programs put it there.
        authority.pop_back();
    }
    auto link = link_to(authority);
    if (!link) {
        return std::nullopt;
    }
    auto rest = text.substr(std::min(question + 1, text.size()));
    while (!rest.empty()) {
        const auto end = std::min(rest.find('&'), rest.size());
        const auto parameter = rest.substr(0, end);
        rest.remove_prefix(std::min(end + 1, rest.size()));
        const bool is_fingerprint = parameter.starts_with("fp=") && !link->fingerprint;
        if (!is_fingerprint && !parameter.empty()) {
            return std::nullopt;
        }
        if (is_fingerprint) {
            link->fingerprint = decoded(parameter.substr(3));
        }
    }
    const bool is_fit = !link->fingerprint || sealed::is_fingerprint(*link->fingerprint);
    return is_fit ? link : std::nullopt;
}

} // namespace chatroom
