// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/core/latest_past.hpp"

#include <iterator>
#include <utility>

namespace chatroom {

namespace {

/// What is missing in the past belongs to it.
bool is_of_past(const Shown& shown) {
    const auto* event = std::get_if<ShowEvent>(&shown);
    return event != nullptr ? event->is_past : std::holds_alternative<ShowGap>(shown);
}

} // namespace

std::vector<Shown> LatestPast::take(std::span<const Shown> shown) {
    std::vector<Shown> wanted;
    for (const auto& one : shown) {
        if (!most_ || is_over_ || !is_of_past(one)) {
            if (std::holds_alternative<PastEnded>(one)) {
                is_over_ = true;
                std::move(waiting_.begin(), waiting_.end(), std::back_inserter(wanted));
                waiting_.clear();
            }
            wanted.push_back(one);
            continue;
        }
        waiting_.push_back(one);
        if (waiting_.size() > *most_) {
            leave_first_out();
        }
    }
    return wanted;
}

void LatestPast::leave_first_out() {
    if (const auto* event = std::get_if<ShowEvent>(&waiting_.front())) {
        unshown_before_ = event->event.sequence.next();
    }
    waiting_.pop_front();
}

} // namespace chatroom
