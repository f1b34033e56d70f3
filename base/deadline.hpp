// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <optional>

namespace chatroom {

/// The earliest of the deadlines that there are; nothing if there is none.
template <typename Time, typename... Others>
std::optional<Time> earliest(const std::optional<Time>& first, const Others&... others) {
    // Kept apart: a copied optional is read as a whole just after its halves were written, which
    // costs the processor a detour for each member and turn.
    bool is_any = first.has_value();
    Time soonest = first.value_or(Time());
    [[maybe_unused]] const auto consider = [&](const std::optional<Time>& other) {
        if (other && (!is_any || *other < soonest)) {
            soonest = *other;
            is_any = true;
        }
    };
    (consider(others), ...);
    return is_any ? std::optional(soonest) : std::nullopt;
}

} // namespace chatroom
