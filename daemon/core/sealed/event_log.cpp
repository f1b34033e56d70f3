// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/core/sealed/event_log.hpp"

#include <algorithm>

namespace chatroom {

void EventLog::appended(std::vector<Event> events) {
    // Whoever was at the head, but for what was on the way, finds all of it here.
    recent_.set_capacity(std::max(recent_.capacity(), events.size() + sealed::event_window));
    for (auto& event : events) {
        if (!recent_.empty() && recent_.back().sequence.next() != event.sequence) {
            recent_.clear();
        }
        head_ = event.sequence;
        recent_.push_back(std::move(event));
        if (const auto recall = recall_in(recent_.back())) {
            forget(*recall);
        }
    }
}

void EventLog::leave_out(Sequence last) {
    if (last > head_) {
        head_ = last;
        recent_.clear(); // It goes up to the head, without holes.
        old_.clear();
        old_first_ = old_end_ = {};
    }
}

void EventLog::forget(const Recall& recall) {
    const auto forget_in = [&](auto& events) {
        for (auto& event : events) {
            if (recall.covers(event)) {
                event.text.clear();
            }
        }
    };
    forget_in(recent_);
    forget_in(old_);
}

bool EventLog::is_recent(Sequence sequence) const {
    return !recent_.empty() && sequence >= recent_.front().sequence;
}

const Event* EventLog::at(Sequence sequence) {
    if (sequence > head_) {
        return nullptr;
    }
    if (is_recent(sequence)) {
        return &recent_[sequence.value - recent_.front().sequence.value];
    }
    if (sequence < old_first_ || sequence >= old_end_) {
        read(sequence);
    }
    const auto found = std::lower_bound(
        old_.begin(), old_.end(), sequence,
        [](const Event& event, Sequence number) { return event.sequence < number; });
    return found != old_.end() && found->sequence == sequence ? &*found : nullptr;
}

std::optional<Sequence> EventLog::first_from(Sequence sequence) {
    if (error_) {
        return std::nullopt;
    }
    ++reads_;
    const auto found = journal_.read(sequence, 1);
    if (!found) {
        error_ = found.error();
        return std::nullopt;
    }
    return found->empty() ? head_.next() : found->front().sequence;
}

Sequence EventLog::before_latest(std::size_t count) {
    const auto latest = journal_.latest(count);
    if (!latest) {
        error_ = latest.error();
        return head_;
    }
    return latest->empty() ? head_ : Sequence{latest->front().sequence.value - 1};
}

void EventLog::read(Sequence first) {
    if (error_) {
        return; // It would fail for everybody who is far behind.
    }
    ++reads_;
    auto events = journal_.read(first, piece);
    old_.clear();
    old_first_ = old_end_ = first;
    if (!events) {
        error_ = events.error();
        return;
    }
    old_ = *std::move(events);
    old_end_ = old_.size() == piece ? old_.back().sequence.next() : head_.next();
}

} // namespace chatroom
