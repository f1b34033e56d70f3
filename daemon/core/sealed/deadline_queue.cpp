// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/core/sealed/deadline_queue.hpp"

#include <tuple>

namespace chatroom {

namespace {

bool precedes(const SealedLink& left, const SealedLink& right) {
    return std::tie(left.deadline, left.index) < std::tie(right.deadline, right.index);
}

} // namespace

void DeadlineQueue::set(SealedLink& link, SteadyTime deadline) {
    link.deadline = deadline;
    if (!link.is_scheduled) {
        link.is_scheduled = true;
        heap_.push_back(&link);
        link.deadline_place = static_cast<std::uint32_t>(heap_.size() - 1);
    }
    settle(link, link.deadline_place);
}

void DeadlineQueue::remove(SealedLink& link) {
    if (!std::exchange(link.is_scheduled, false)) {
        return;
    }
    auto& last = *heap_.back();
    heap_.pop_back();
    if (&last != &link) {
        settle(last, link.deadline_place);
    }
}

void DeadlineQueue::put(SealedLink& link, std::size_t place) {
    heap_[place] = &link;
    link.deadline_place = static_cast<std::uint32_t>(place);
}

/// Puts the link there, or up or down from there to where it belongs.
void DeadlineQueue::settle(SealedLink& link, std::size_t place) {
    while (place > 0 && precedes(link, *heap_[(place - 1) / 2])) {
        const auto above = (place - 1) / 2;
        put(*heap_[above], place);
        place = above;
    }
    for (auto below = 2 * place + 1; below < heap_.size(); below = 2 * place + 1) {
        if (below + 1 < heap_.size() && precedes(*heap_[below + 1], *heap_[below])) {
            ++below;
        }
        if (!precedes(*heap_[below], link)) {
            break;
        }
        put(*heap_[below], place);
        place = below;
    }
    put(link, place);
}

} // namespace chatroom
