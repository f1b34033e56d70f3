// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/core/event_receiver.hpp"

#include "protocol/recall.hpp"

#include <algorithm>
#include <utility>

namespace chatroom {

void EventReceiver::begin(TimePoint now, Sequence cursor) {
    seen_ = cursor;
    watermark_ = {};
    early_.clear();
    events_unacknowledged_ = 0;
    datagrams_unacknowledged_ = 0;
    ack_at_ = now + ack_delay;
}

std::vector<EventReceiver::Next> EventReceiver::take(TimePoint now, const sealed::Events& events) {
    std::vector<Next> next;
    bool are_in_order = true;
    for (const auto& event : events.events) {
        are_in_order = keep(event) && are_in_order;
        append_consecutive(next);
    }
    events_unacknowledged_ += events.events.size();
    const bool may_wait = are_in_order && events_unacknowledged_ < max_events_unacknowledged;
    owe(may_wait ? now + ack_delay : now);
    return next;
}

bool EventReceiver::keep(const Event& event) {
    const bool is_next = event.sequence == seen_.next();
    if (event.sequence > seen_ && event.sequence.value - seen_.value <= sealed::event_window) {
        early_.emplace(event.sequence, event);
        forget_recalled(event);
    }
    return is_next;
}

/// What waits for its turn may be recalled by what waits behind it, whichever came first.
void EventReceiver::forget_recalled(const Event& newest) {
    if (early_.size() < 2) {
        return; // As nearly always.
    }
    const auto newest_recall = recall_in(newest);
    for (auto& [number, event] : early_) {
        const auto recall = number > newest.sequence ? recall_in(event) : std::nullopt;
        if (newest_recall && newest_recall->covers(event)) {
            event.text.clear();
        } else if (recall && recall->covers(newest)) {
            early_.at(newest.sequence).text.clear();
        }
    }
}

std::vector<EventReceiver::Next> EventReceiver::take(TimePoint now, const sealed::Gap& gap) {
    std::vector<Next> next;
    const auto lost = std::exchange(lost_, std::nullopt);
    if (gap.first > seen_.next() || gap.last <= seen_) {
        owe(now); // The server does not know where we are.
        return next;
    }
    if (gap.reason == sealed::GapReason::trimmed) {
        const bool is_lost = lost && lost->first <= gap.last && lost->last > seen_;
        next.emplace_back(ShowGap{gap.last.value - seen_.value, is_lost});
    }
    seen_ = gap.last;
    early_.erase(early_.begin(), early_.upper_bound(seen_));
    append_consecutive(next);
    owe(now + ack_delay);
    return next;
}

void EventReceiver::append_consecutive(std::vector<Next>& next) {
    for (auto first = early_.begin(); first != early_.end() && first->first == seen_.next();
         first = early_.erase(first)) {
        seen_ = first->first;
        next.emplace_back(std::move(first->second));
    }
}

void EventReceiver::take(TimePoint now, const sealed::Watermark& watermark) {
    const bool is_new = watermark.sequence > watermark_;
    watermark_ = std::max(watermark_, watermark.sequence);
    owe(is_new ? now + ack_delay : now);
}

void EventReceiver::end_datagram(TimePoint now) {
    if (ack_at_ && ++datagrams_unacknowledged_ >= max_datagrams_unacknowledged) {
        owe(now);
    }
}

void EventReceiver::owe(TimePoint deadline) {
    ack_at_ = ack_at_ ? std::min(*ack_at_, deadline) : deadline;
}

sealed::Ack EventReceiver::acknowledgement() {
    ack_at_.reset();
    events_unacknowledged_ = 0;
    datagrams_unacknowledged_ = 0;
    sealed::Ack ack{.cumulative = seen_, .watermark = watermark_, .received = {}};
    for (const auto& early : early_) {
        ack.received.set(early.first.value - seen_.value - 2);
    }
    return ack;
}

} // namespace chatroom
