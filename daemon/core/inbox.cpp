// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/core/inbox.hpp"

#include <algorithm>
#include <utility>

namespace chatroom {

bool FairQueue::put(SteadyTime now, const Source& source, const Address& sender,
                    std::string_view datagram) {
    if (next_round_of_.size() >= 2 * max_datagrams_) {
        forget_idle_sources();
    }
    auto& next_round = next_round_of_[source];
    const auto round = std::max(next_round, round_);
    if (round - round_ >= max_of_a_source_) {
        return false;
    }
    const bool is_full = size_ >= max_datagrams_;
    if (is_full) {
        const auto last = std::prev(rounds_.end());
        if (last->first <= round) {
            return false;
        }
        last->second.pop_back();
        if (last->second.empty()) {
            rounds_.erase(last);
        }
        --size_;
    }
    next_round = round + 1;
    rounds_[round].push_back({source, sender, std::string(datagram), now});
    ++size_;
    return !is_full;
}

std::optional<FairQueue::Item> FairQueue::take() {
    if (size_ == 0) {
        return std::nullopt;
    }
    const auto first = rounds_.begin();
    round_ = first->first;
    auto item = std::move(first->second.front());
    first->second.pop_front();
    if (first->second.empty()) {
        rounds_.erase(first);
    }
    if (--size_ == 0) {
        next_round_of_.clear();
        round_ = 0;
    }
    return item;
}

/// Those of which nothing waits begin anew in the round that is being served.
void FairQueue::forget_idle_sources() {
    std::erase_if(next_round_of_, [&](const auto& entry) { return entry.second <= round_; });
}

std::size_t Inbox::size() const {
    std::size_t size = 0;
    for (const auto& queue : queues_) {
        size += queue.size();
    }
    return size;
}

} // namespace chatroom
