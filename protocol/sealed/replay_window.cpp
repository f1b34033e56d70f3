// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocol/sealed/replay_window.hpp"

#include <algorithm>

namespace chatroom::sealed {

bool ReplayWindow::may_accept(std::uint64_t counter) const {
    return is_newest(counter) || (highest_ - counter < size && !received_.test(counter % size));
}

bool ReplayWindow::accept(std::uint64_t counter) {
    const bool moves = is_newest(counter);
    if (moves) {
        // The places of the counters between the two, which are missing now.
        const auto skipped = std::min<std::uint64_t>(counter - highest_, size);
        for (std::uint64_t behind = 1; behind < skipped; ++behind) {
            received_.reset((counter - behind) % size);
        }
        highest_ = counter;
    }
    received_.set(counter % size);
    return moves;
}

} // namespace chatroom::sealed
