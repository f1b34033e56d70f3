// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/memory_journal.hpp"

#include <algorithm>
#include <cassert>

namespace chatroom {

std::variant<std::vector<StoredMember>, JournalError> MemoryJournal::members() const {
    return members_;
}

std::variant<std::vector<StoredName>, JournalError> MemoryJournal::names() const {
    std::vector<StoredName> result;
    for (const auto& [text, name] : names_) {
        result.push_back(name);
    }
    return result;
}

std::optional<JournalError> MemoryJournal::append(const Batch& batch) {
    for (const auto& record : batch.records) {
        append(record);
    }
    for (const auto& name : batch.released) {
        names_.erase(name);
    }
    for (const auto& name : batch.names) {
        names_.insert_or_assign(name.name.text(), name);
    }
    for (const auto& change : batch.moves) {
        move(change);
    }
    return std::nullopt;
}

std::variant<std::vector<Event>, JournalError> MemoryJournal::latest(std::size_t count) const {
    const auto shown = std::min(count, events_.size());
    return std::vector<Event>(events_.end() - static_cast<std::ptrdiff_t>(shown), events_.end());
}

std::variant<std::vector<Event>, JournalError> MemoryJournal::read(Sequence first,
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

void MemoryJournal::append(const Record& record) {
    const auto& event = record.event;
    assert(event.sequence == head_.next());
    head_ = event.sequence;
    if (event.kind == EventKind::entered) {
        members_.push_back({.entered = event.sequence,
                            .name = MemberName::from_journal(event.name),
                            .address = record.address.value_or(Address{}),
                            .since = event.time,
                            .key = record.key});
    } else if (event.kind == EventKind::left || event.kind == EventKind::kicked) {
        std::erase_if(members_,
                      [&name = event.name](const auto& m) { return m.name.text() == name; });
    }
    events_.push_back(event);
    if (events_.size() > max_events_) {
        events_.pop_front();
    }
}

void MemoryJournal::move(const Move& move) {
    const auto member = std::find_if(members_.begin(), members_.end(),
                                     [&](const auto& m) { return m.entered == move.entered; });
    if (member != members_.end()) {
        member->address = move.address;
    }
}

} // namespace chatroom
