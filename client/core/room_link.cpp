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

} // namespace

std::optional<RoomLink> parse_room_link(std::string_view text) {
    if (!text.starts_with(scheme)) {
        const bool is_other_link = text.find("://") != std::string_view::npos;
        const auto server = is_other_link ? std::nullopt : parse_server_address(text);
        return server ? std::optional(RoomLink{*server}) : std::nullopt;
    }
    text.remove_prefix(scheme.size());
    const auto question = std::min(text.find('?'), text.size());
    auto authority = decoded(text.substr(0, question));
    while (authority.ends_with('/')) { // Some programs put it there.
        authority.pop_back();
    }
    const auto server = parse_server_address(authority);
    if (!server) {
        return std::nullopt;
    }
    RoomLink link{*server};
    auto rest = text.substr(std::min(question + 1, text.size()));
    while (!rest.empty()) {
        const auto end = std::min(rest.find('&'), rest.size());
        const auto parameter = rest.substr(0, end);
        rest.remove_prefix(std::min(end + 1, rest.size()));
        const bool is_fingerprint = parameter.starts_with("fp=") && !link.fingerprint;
        if (!is_fingerprint && !parameter.empty()) {
            return std::nullopt;
        }
        if (is_fingerprint) {
            link.fingerprint = decoded(parameter.substr(3));
        }
    }
    const bool is_fit = !link.fingerprint || sealed::is_fingerprint(*link.fingerprint);
    return is_fit ? std::optional(link) : std::nullopt;
}

} // namespace chatroom
