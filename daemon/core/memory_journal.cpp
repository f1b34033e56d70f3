// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/core/memory_journal.hpp"

#include <algorithm>
#include <cassert>

namespace chatroom {

std::variant<std::vector<StoredMember>, JournalError> MemoryJournal::members() const {
    return members_;
}

std::optional<JournalError> MemoryJournal::append(std::span<const Record> records) {
    for (const auto& [event, address] : records) {
        assert(event.sequence == head_.next());
        head_ = event.sequence;
        if (event.kind == EventKind::entered) {
            members_.push_back({.entered = event.sequence,
                                .name = MemberName::from_journal(event.name),
                                .address = address.value_or(Address{}),
                                .since = event.time});
        } else if (event.kind == EventKind::left || event.kind == EventKind::kicked) {
            std::erase_if(members_,
                          [&name = event.name](const auto& m) { return m.name.text() == name; });
        }
        events_.push_back(event);
        if (events_.size() > max_events_) {
            events_.pop_front();
        }
    }
    return std::nullopt;
}

std::variant<std::vector<Event>, JournalError> MemoryJournal::latest(std::size_t count) const {
    const auto shown = std::min(count, events_.size());
    return std::vector<Event>(events_.end() - static_cast<std::ptrdiff_t>(shown), events_.end());
}

} // namespace chatroom
