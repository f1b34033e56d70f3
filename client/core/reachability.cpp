// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/core/reachability.hpp"

#include <utility>

namespace chatroom {

std::optional<Notice> Reachability::lost() {
    lost_at_.reset();
    return std::exchange(is_lost_, true) ? std::nullopt : std::optional(Notice::server_unreachable);
}

void Reachability::returning(TimePoint now) {
    if (!is_lost_ && !lost_at_) {
        lost_at_ = now + unnoticed_time;
    }
}

std::optional<Notice> Reachability::found() {
    lost_at_.reset();
    return std::exchange(is_lost_, false) ? std::optional(Notice::server_reachable_again)
                                          : std::nullopt;
}

std::optional<Notice> Reachability::advance(TimePoint now) {
    return lost_at_ && *lost_at_ <= now ? lost() : std::nullopt;
}

} // namespace chatroom
