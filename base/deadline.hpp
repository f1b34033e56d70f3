// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <optional>

namespace chatroom {

/// The earliest of the deadlines that there are; nothing if there is none.
template <typename Time, typename... Others>
std::optional<Time> earliest(std::optional<Time> first, const Others&... others) {
    [[maybe_unused]] const auto consider = [&first](const std::optional<Time>& other) {
        if (other && (!first || *other < *first)) {
            first = other;
        }
    };
    (consider(others), ...);
    return first;
}

} // namespace chatroom
