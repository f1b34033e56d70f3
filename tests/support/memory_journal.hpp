// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "daemon/core/journal.hpp"

#include <algorithm>
#include <deque>
#include <map>
#include <string>
#include <utility>

namespace chatroom {

/// A journal that lasts as long as the object, and decides at once. It keeps the last max_events
/// events.
class MemoryJournal final : public Journal {
public:
    static constexpr std::size_t default_max_events = 100'000;

    explicit MemoryJournal(std::size_t max_events = default_max_events) : max_events_(max_events) {}

    Sequence head() const override { return head_; }
    Result<std::vector<Fact>, JournalError> facts() const override;
    void append(Ticket ticket, Batch batch) override;
    std::vector<Decided> take_decided() override { return std::exchange(decided_, {}); }
    Result<std::vector<Event>, JournalError> latest(std::size_t count) const override;
    Result<std::vector<Event>, JournalError> read(Sequence first, std::size_t count) const override;
    Sequence oldest() const override;
    std::optional<JournalError> leave_out(Sequence last) override {
        head_ = std::max(head_, last);
        return std::nullopt;
    }

private:
    void keep(const Record& record);

    std::size_t max_events_;
    Sequence head_;
    std::deque<Event> events_;
    std::map<std::pair<std::uint8_t, std::string>, std::string> facts_;
    std::vector<Decided> decided_;
};

} // namespace chatroom
