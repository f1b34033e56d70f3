// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "daemon/core/journal.hpp"

#include <deque>
#include <map>
#include <string>

namespace chatroom {

/// A journal that lasts as long as the object. It keeps the last max_events events, as a daemon
/// that runs for months must not grow for months.
class MemoryJournal final : public Journal {
public:
    static constexpr std::size_t default_max_events = 100'000;

    explicit MemoryJournal(std::size_t max_events = default_max_events) : max_events_(max_events) {}

    Sequence head() const override { return head_; }
    std::variant<std::vector<StoredMember>, JournalError> members() const override;
    std::variant<std::vector<StoredName>, JournalError> names() const override;
    std::optional<JournalError> append(const Batch& batch) override;
    std::variant<std::vector<Event>, JournalError> latest(std::size_t count) const override;
    std::variant<std::vector<Event>, JournalError> read(Sequence first,
                                                        std::size_t count) const override;
    Sequence oldest() const override;

private:
    void append(const Record& record);
    void move(const Move& move);

    std::size_t max_events_;
    Sequence head_;
    std::deque<Event> events_;
    std::vector<StoredMember> members_;
    std::map<std::string, StoredName> names_;
};

} // namespace chatroom
