// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/core/sealed/watermark.hpp"

#include <utility>

namespace chatroom {

void Watermark::acknowledged(Sequence before, Sequence after) {
    if (before == lowest_ && after > before && !is_doubtful_) {
        --at_lowest_;
        is_doubtful_ = at_lowest_ == 0;
    }
}

bool Watermark::raise(const Roster& roster, Sequence head) {
    if (!std::exchange(is_doubtful_, false)) {
        return false;
    }
    lowest_ = head;
    at_lowest_ = 0;
    for (const auto& [entered, member] : roster.members()) {
        const auto acknowledged = member.link.acknowledged;
        if (!member.link.is_sealed || acknowledged > lowest_) {
            continue;
        }
        at_lowest_ = acknowledged < lowest_ ? 1 : at_lowest_ + 1;
        lowest_ = acknowledged;
    }
    if (lowest_ <= value_) {
        return false;
    }
    value_ = lowest_;
    return true;
}

} // namespace chatroom
