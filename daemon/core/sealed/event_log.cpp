// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/core/sealed/event_log.hpp"

#include <algorithm>

namespace chatroom {

void EventLog::appended(std::vector<Record> records) {
    // Whoever was at the head, but for what was on the way, finds all of it here.
    recent_.set_capacity(std::max(recent_.capacity(), records.size() + sealed::event_window));
    for (auto& record : records) {
        if (!recent_.empty() && recent_.back().sequence.next() != record.event.sequence) {
            recent_.clear();
        }
        head_ = record.event.sequence;
        recent_.push_back(std::move(record.event));
    }
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
    const auto events = journal_.read(sequence, 1);
    if (const auto* error = std::get_if<JournalError>(&events)) {
        error_ = *error;
        return std::nullopt;
    }
    const auto& found = std::get<std::vector<Event>>(events);
    return found.empty() ? head_.next() : found.front().sequence;
}

Sequence EventLog::before_latest(std::size_t count) {
    const auto events = journal_.latest(count);
    if (const auto* error = std::get_if<JournalError>(&events)) {
        error_ = *error;
        return head_;
    }
    const auto& latest = std::get<std::vector<Event>>(events);
    return latest.empty() ? head_ : Sequence{latest.front().sequence.value - 1};
}

void EventLog::read(Sequence first) {
    if (error_) {
        return; // It would fail for everybody who is far behind.
    }
    ++reads_;
    auto events = journal_.read(first, piece);
    old_.clear();
    old_first_ = old_end_ = first;
    if (const auto* error = std::get_if<JournalError>(&events)) {
        error_ = *error;
        return;
    }
    old_ = std::get<std::vector<Event>>(std::move(events));
    old_end_ = old_.size() == piece ? old_.back().sequence.next() : head_.next();
}

} // namespace chatroom
