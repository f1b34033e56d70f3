// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/memory_journal.hpp"

#include "protocol/recall.hpp"

#include <algorithm>
#include <cassert>

namespace chatroom {

Result<std::vector<Fact>, JournalError> MemoryJournal::facts() const {
    std::vector<Fact> result;
    for (const auto& [key, bytes] : facts_) {
        result.push_back({.kind = key.first, .key = key.second, .bytes = bytes});
    }
    return result;
}

void MemoryJournal::append(Ticket ticket, Batch batch) {
    for (const auto& record : batch.records) {
        keep(record);
    }
    decided_.push_back({ticket, std::move(batch)});
}

void MemoryJournal::keep(const Record& record) {
    for (const auto& fact : record.facts) {
        if (fact.bytes) {
            facts_.insert_or_assign({fact.kind, fact.key}, *fact.bytes);
        } else {
            facts_.erase({fact.kind, fact.key});
        }
    }
    if (record.event) {
        assert(record.event->sequence == head_.next());
        head_ = record.event->sequence;
        events_.push_back(*record.event);
        if (const auto recall = recall_in(*record.event)) {
            for (auto& event : events_) {
                event.text = recall->covers(event) ? "" : event.text;
            }
        }
    }
    if (events_.size() > max_events_) {
        events_.pop_front();
    }
}

Result<std::vector<Event>, JournalError> MemoryJournal::latest(std::size_t count) const {
    const auto shown = std::min(count, events_.size());
    return std::vector<Event>(events_.end() - static_cast<std::ptrdiff_t>(shown), events_.end());
}

Result<std::vector<Event>, JournalError> MemoryJournal::read(Sequence first,
                                                             std::size_t count) const {
    // They are consecutive.
    const auto skipped = std::min<std::uint64_t>(
        first > oldest() ? first.value - oldest().value : 0, events_.size());
    const auto begin = events_.begin() + static_cast<std::ptrdiff_t>(skipped);
    const auto shown = std::min<std::uint64_t>(count, events_.size() - skipped);
    return std::vector<Event>(begin, begin + static_cast<std::ptrdiff_t>(shown));
}

Sequence MemoryJournal::oldest() const {
    return events_.empty() ? head_.next() : events_.front().sequence;
}

} // namespace chatroom
