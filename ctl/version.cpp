// SPDX-License-Identifier: GPL-3.0-or-later
#include "ctl/version.hpp"

#include "base/printable.hpp"

#include <array>
#include <charconv>
#include <cstdint>

namespace chatroom {

namespace {

using Numbers = std::array<std::uint32_t, 3>;

/// "0.1.0" as numbers that can be compared; nothing if it is something else.
std::optional<Numbers> numbers_in(std::string_view version) {
    Numbers numbers{};
    const auto* position = version.data();
    const auto* end = position + version.size();
    for (auto& number : numbers) {
        if (&number != &numbers.front()) {
            if (position == end || *position != '.') {
                return std::nullopt;
            }
            ++position;
        }
        const auto [behind, error] = std::from_chars(position, end, number);
        if (error != std::errc{}) {
            return std::nullopt;
        }
        position = behind;
    }
    return position == end ? std::optional(numbers) : std::nullopt;
}

} // namespace

std::optional<std::string> version_difference(std::string_view daemon, std::string_view ours,
                                              bool is_service) {
    if (daemon == ours) {
        return std::nullopt;
    }
    const auto theirs = "chatroomd " + printable(daemon, 32);
    const auto us = "chatroomctl " + std::string(ours);
    const auto daemon_numbers = numbers_in(daemon);
    const auto our_numbers = numbers_in(ours);
    if (!daemon_numbers || !our_numbers) {
        return theirs + " and " + us + " are of different versions: use those of one";
    }
    if (*daemon_numbers > *our_numbers) {
        return theirs + " is newer than " + us + ": upgrade chatroomctl";
    }
    return theirs + " is older than " + us + ": upgrade it and restart it" +
           (is_service ? " (systemctl restart chatroomd)" : "");
}

} // namespace chatroom
