// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/core/late_marks.hpp"

#include <algorithm>
#include <utility>

namespace chatroom {

void LateMarks::marked(const Marked& marked, bool is_placed) {
    const bool has_arrived = marked.mark == Mark::in_journal || marked.mark == Mark::everywhere;
    if (unmarked_.erase(marked.message) > 0 && !is_placed && has_arrived) {
        ++count_;
    }
}

std::size_t LateMarks::take(const std::function<bool(MessageId)>& is_in_reach) {
    return std::ranges::all_of(unmarked_, is_in_reach) ? std::exchange(count_, 0) : 0;
}

} // namespace chatroom
