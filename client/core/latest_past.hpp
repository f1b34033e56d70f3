// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/core/terminal.hpp"

#include <cstddef>
#include <deque>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace chatroom {

/// Of what happened before somebody came in, the latest only, as many events as they want to see.
class LatestPast {
public:
    /// Nothing: all of it.
    explicit LatestPast(std::optional<std::size_t> most) : most_(most) {}

    /// What of that is to be shown now. What happened before waits until it is known which of it is
    /// the latest.
    std::vector<Shown> take(std::span<const Shown> shown);

    /// Before which event some was left out, once: whoever wants to see more begins there.
    std::optional<Sequence> take_unshown_before() {
        return std::exchange(unshown_before_, std::nullopt);
    }

private:
    void leave_first_out();

    std::optional<std::size_t> most_;
    std::deque<Shown> waiting_; ///< At most so many.
    std::optional<Sequence> unshown_before_;
    bool is_over_ = false;
};

} // namespace chatroom
