// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocol/sealed/replay_window.hpp"

#include <algorithm>

namespace chatroom::sealed {

bool ReplayWindow::may_accept(std::uint64_t counter) const {
    if (is_empty_ || counter > highest_) {
        return true;
    }
    return highest_ - counter < size && !received_.test(counter % size);
}

bool ReplayWindow::accept(std::uint64_t counter) {
    const bool is_newest = is_empty_ || counter > highest_;
    if (is_newest) {
        // The places of the counters between the two still speak of counters a window ago.
        const auto skipped = std::min<std::uint64_t>(counter - highest_, size);
        for (std::uint64_t behind = 0; behind < skipped; ++behind) {
            received_.reset((counter - behind) % size);
        }
        highest_ = counter;
        is_empty_ = false;
    }
    received_.set(counter % size);
    return is_newest;
}

} // namespace chatroom::sealed
