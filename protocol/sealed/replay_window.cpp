// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocol/sealed/replay_window.hpp"

#include <algorithm>

namespace chatroom::sealed {

bool ReplayWindow::may_accept(std::uint64_t counter) const {
    if (is_empty_ || counter > highest_) {
        return true;
    }
    return highest_ - counter < size && received_ != nullptr && !received_->test(counter % size);
}

bool ReplayWindow::accept(std::uint64_t counter) {
    const bool is_newest = is_empty_ || counter > highest_;
    if (is_newest) {
        // The counters between the two, which are missing now.
        const auto skipped = is_empty_ ? counter : counter - highest_ - 1;
        if (skipped > 0 && received_ == nullptr) {
            received_ = std::make_unique<Received>();
            received_->set();
        }
        for (std::uint64_t behind = 1; behind <= std::min<std::uint64_t>(skipped, size); ++behind) {
            received_->reset((counter - behind) % size);
        }
        highest_ = counter;
        is_empty_ = false;
    }
    if (received_ != nullptr) {
        received_->set(counter % size);
        if (received_->all()) {
            received_.reset();
        }
    }
    return is_newest;
}

} // namespace chatroom::sealed
