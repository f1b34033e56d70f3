// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <string>

namespace chatroom {

/// What whoever comes in should know, whenever it was said.
struct Greeting {
    std::string topic{};          ///< Empty: there is none.
    std::string pinned{};         ///< An announcement; empty: there is none.
    std::chrono::seconds slow{0}; ///< Between two lines of a member; 0: as they like.
    bool is_silent = false;       ///< Everybody is muted.

    /// Whether there is nothing to know.
    bool is_empty() const { return *this == Greeting{}; }

    bool operator==(const Greeting&) const = default;
};

} // namespace chatroom
