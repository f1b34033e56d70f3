// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/core/inbox.hpp"

#include <algorithm>
#include <utility>

namespace chatroom {

bool FairQueue::put(SteadyTime now, const Source& source, const Address& sender,
                    std::string_view datagram) {
    const auto known = sources_.find(source);
    const auto mine = known != sources_.end() ? known->second : Waiting{};
    if (mine.count >= max_of_a_source_) {
        return false;
    }
    const auto round = std::max(mine.next_round, joinable_round_);
    const bool is_full = size_ >= max_datagrams_;
    if (is_full) {
        if (std::prev(rounds_.end())->first <= round) {
            return false;
        }
        drop_last();
    }
    sources_[source] = {round + 1, mine.count + 1};
    rounds_[round].push_back({source, sender, std::string(datagram), now});
    ++size_;
    return !is_full;
}

/// The latest of who has most.
void FairQueue::drop_last() {
    const auto last = std::prev(rounds_.end());
    const auto source = sources_.find(last->second.back().source);
    source->second.next_round = last->first;
    waits_no_more(source);
    last->second.pop_back();
    if (last->second.empty()) {
        rounds_.erase(last);
    }
    --size_;
}

std::optional<FairQueue::Item> FairQueue::take() {
    if (size_ == 0) {
        return std::nullopt;
    }
    const auto first = rounds_.begin();
    joinable_round_ = first->first + 1;
    auto item = std::move(first->second.front());
    first->second.pop_front();
    if (first->second.empty()) {
        rounds_.erase(first);
    }
    waits_no_more(sources_.find(item.source));
    if (--size_ == 0) {
        joinable_round_ = 0;
    }
    return item;
}

/// Of whom nothing waits is like one that was never there: either joins the next round.
void FairQueue::waits_no_more(std::map<Source, Waiting>::iterator source) {
    if (--source->second.count == 0) {
        sources_.erase(source);
    }
}

std::size_t Inbox::size() const {
    std::size_t size = 0;
    for (const auto& queue : queues_) {
        size += queue.size();
    }
    return size;
}

} // namespace chatroom
