// SPDX-License-Identifier: GPL-3.0-or-later
#include "web/core/origin.hpp"

#include "protocol/address.hpp"

#include <algorithm>

namespace chatroom {

namespace {

/// A name of 253 bytes or an address in brackets, a colon and five digits, and some more.
constexpr std::size_t max_host_bytes = 261;

char lower(char letter) {
    return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
}

bool is_host_character(char character) {
    constexpr std::string_view others = "-._:[]";
    const auto letter = lower(character);
    return (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9') ||
           others.find(letter) != std::string_view::npos;
}

std::string in_lower_case(std::string_view text) {
    std::string result(text);
    std::ranges::transform(result, result.begin(), lower);
    return result;
}

/// Without the port that the scheme has anyway.
std::string plain_host(std::string_view scheme, std::string_view host) {
    const std::string_view port = scheme == "https" ? ":443" : ":80";
    if (host.ends_with(port)) {
        host.remove_suffix(port.size());
    }
    return in_lower_case(host);
}

} // namespace

bool is_host(std::string_view text) {
    return !text.empty() && text.size() <= max_host_bytes &&
           std::ranges::all_of(text, is_host_character);
}

std::vector<std::string> names_of_machine(std::string_view host_name) {
    const auto name = in_lower_case(host_name);
    const auto first = name.substr(0, name.find('.'));
    return {name, first, first + ".local"}; // What multicast DNS calls it.
}

bool is_known_host(std::string_view host, std::span<const std::string> names) {
    const auto is_in_brackets = host.starts_with('[');
    const auto end = is_in_brackets ? host.find(']') : host.find(':');
    const auto name =
        in_lower_case(host.substr(is_in_brackets ? 1 : 0, end - (is_in_brackets ? 1 : 0)));
    return parse_ip(name) || name == "localhost" || name.ends_with(".localhost") ||
           std::ranges::find(names, name) != names.end();
}

bool is_own_origin(std::string_view origin, std::string_view host,
                   std::span<const std::string> others) {
    if (!others.empty()) {
        return std::ranges::any_of(others, [&](const std::string& other) {
            return in_lower_case(other) == in_lower_case(origin);
        });
    }
    constexpr std::string_view separator = "://";
    const auto end = origin.find(separator);
    if (end == std::string_view::npos) {
        return false; // "null", of what has no origin.
    }
    const auto scheme = in_lower_case(origin.substr(0, end));
    const auto from = origin.substr(end + separator.size());
    return (scheme == "http" || scheme == "https") && is_host(from) && is_host(host) &&
           plain_host(scheme, from) == plain_host(scheme, host);
}

} // namespace chatroom
