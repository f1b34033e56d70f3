// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "daemon/core/journal.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <string>
#include <vector>

namespace chatroom {

/// A journal in which a test leaves out numbers, as a crash does, and trims when it likes.
class HoledJournal final : public Journal {
public:
    bool read_fails = false;
    mutable int reads = 0;
    std::chrono::milliseconds time{0}; ///< Of the next event.

    /// The next number is given to an announcement of the text.
    Event announce(std::string text) { return happen(EventKind::announced, std::move(text)); }

    /// The same for an event of any kind that needs no name.
    Event happen(EventKind kind, std::string text, Sequence about = {}) {
        head_ = head_.next();
        const Event event{.sequence = head_,
                          .time = WallTime(time),
                          .kind = kind,
                          .name = {},
                          .text = std::move(text),
                          .client_sequence = 0,
                          .about = about};
        events_.emplace(head_, event);
        return event;
    }

    /// So many numbers are never given.
    void skip(std::uint64_t count) { head_.value += count; }

    /// What is in front of the number is not kept any more.
    void trim(Sequence first_kept) {
        events_.erase(events_.begin(), events_.lower_bound(first_kept));
    }

    /// Nobody can read these any more.
    void spoil(Sequence first, Sequence last) {
        events_.erase(events_.lower_bound(first), events_.upper_bound(last));
        lost_.push_back({first, last});
    }

    Sequence head() const override { return head_; }
    bool is_lost(const NumberRange& numbers) const override {
        return std::any_of(lost_.begin(), lost_.end(), [&](const NumberRange& lost) {
            return lost.first <= numbers.last && numbers.first <= lost.last;
        });
    }
    Result<std::vector<Fact>, JournalError> facts() const override { return {}; }
    void append(Ticket /*ticket*/, Batch /*batch*/) override {}
    std::vector<Decided> take_decided() override { return {}; }
    Result<std::vector<Event>, JournalError> latest(std::size_t count) const override {
        if (read_fails) {
            return Unexpected(JournalError{"disk broken"});
        }
        const auto skipped = events_.size() - std::min(count, events_.size());
        std::vector<Event> result;
        for (auto event = std::next(events_.begin(), static_cast<std::ptrdiff_t>(skipped));
             event != events_.end(); ++event) {
            result.push_back(event->second);
        }
        return result;
    }
    Result<std::vector<Event>, JournalError> read(Sequence first,
                                                  std::size_t count) const override {
        ++reads;
        if (read_fails) {
            return Unexpected(JournalError{"disk broken"});
        }
        std::vector<Event> result;
        for (auto event = events_.lower_bound(first);
             event != events_.end() && result.size() < count; ++event) {
            result.push_back(event->second);
        }
        return result;
    }
    Sequence oldest() const override {
        return events_.empty() ? head_.next() : events_.begin()->first;
    }

private:
    Sequence head_;
    std::map<Sequence, Event> events_;
    std::vector<NumberRange> lost_;
};

} // namespace chatroom
