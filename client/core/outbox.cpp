// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/core/outbox.hpp"

#include <algorithm>
#include <utility>

namespace chatroom {

namespace {

/// What SAY takes beside its texts, and beside each of them.
constexpr std::size_t say_bytes = 6;
constexpr std::size_t text_length_bytes = 2;

} // namespace

MessageId Outbox::add(std::string text) {
    pending_.push_back({.message = {next_message_++}, .text = std::move(text)});
    return pending_.back().message;
}

std::vector<Marked> Outbox::welcome(const sealed::Welcome& welcome) {
    pause();
    round_trip_ = sealed::RoundTrip(longest_timeout);
    std::vector<Marked> marked;
    const bool is_known = welcome.is_resumed && welcome.client_sequence >= in_journal_;
    if (is_known) {
        move_to_journal(welcome.client_sequence, marked);
    } else {
        fail_sent(marked);
        watched_.clear();
        watermark_ = {};
    }
    if (!is_known || welcome.name != name_) {
        before_us_ = std::max(welcome.entered, welcome.past);
    }
    in_journal_ = welcome.client_sequence;
    name_ = welcome.name;
    return marked;
}

/// What the server does not know about may have been heard or not.
void Outbox::fail_sent(std::vector<Marked>& marked) {
    std::erase_if(pending_, [&](const Pending& pending) {
        if (pending.was_sent) {
            marked.push_back({pending.message, Mark::failed});
        }
        return pending.was_sent;
    });
}

void Outbox::pause() {
    on_the_way_ = 0;
    deadline_.reset();
    for (auto& pending : pending_) {
        pending.times_sent = 0;
    }
}

std::optional<sealed::Say> Outbox::next(TimePoint now, std::size_t max_bytes) {
    sealed::Say say{.first = static_cast<std::uint32_t>(in_journal_ + on_the_way_ + 1),
                    .texts = {}};
    auto bytes = say_bytes;
    while (on_the_way_ < std::min(pending_.size(), max_on_the_way)) {
        auto& pending = pending_[on_the_way_];
        bytes += text_length_bytes + pending.text.size();
        if (bytes > max_bytes) {
            break;
        }
        say.texts.push_back(pending.text);
        pending.was_sent = true;
        ++pending.times_sent;
        pending.sent_at = now;
        ++on_the_way_;
    }
    if (say.texts.empty()) {
        return std::nullopt;
    }
    if (!deadline_) {
        deadline_ = now + round_trip_.timeout();
    }
    return say;
}

void Outbox::advance(TimePoint now) {
    if (deadline_ && *deadline_ <= now) {
        round_trip_.timed_out();
        on_the_way_ = 0;
        deadline_.reset();
    }
}

Outbox::Receipt Outbox::take(TimePoint now, const Event& event) {
    Receipt receipt;
    if (!is_own(event)) {
        return receipt;
    }
    if (event.client_sequence > in_journal_) {
        const auto& last = pending_[event.client_sequence - in_journal_ - 1];
        if (last.times_sent == 1) {
            round_trip_.sample(
                std::chrono::duration_cast<sealed::RoundTrip::Duration>(now - last.sent_at));
        } else {
            round_trip_.acknowledged();
        }
        move_to_journal(event.client_sequence, receipt.marked);
        deadline_ = is_waiting() ? std::optional(now + round_trip_.timeout()) : std::nullopt;
    }
    for (auto& watched : watched_) {
        if (!watched.event && watched.number <= event.client_sequence) {
            watched.event = event.sequence; // Of the earlier ones the events are no longer kept.
            if (watched.number == event.client_sequence) {
                receipt.own = watched.message;
            }
        }
    }
    mark_everywhere(receipt.marked);
    return receipt;
}

bool Outbox::is_own(const Event& event) const {
    return event.kind == EventKind::said && event.client_sequence > 0 && event.name == name_ &&
           event.sequence > before_us_ && event.client_sequence <= in_journal_ + pending_.size();
}

/// The messages up to the number are in the journal.
void Outbox::move_to_journal(std::uint32_t last, std::vector<Marked>& marked) {
    for (; in_journal_ < last && !pending_.empty(); pending_.pop_front()) {
        ++in_journal_;
        on_the_way_ -= std::min<std::size_t>(on_the_way_, 1);
        marked.push_back({pending_.front().message, Mark::in_journal});
        watched_.push_back(
            {.message = pending_.front().message, .number = in_journal_, .event = {}});
    }
    while (watched_.size() > max_watched) {
        watched_.pop_front();
    }
}

std::vector<Marked> Outbox::take(const sealed::Watermark& watermark) {
    watermark_ = std::max(watermark_, watermark.sequence);
    std::vector<Marked> marked;
    mark_everywhere(marked);
    return marked;
}

void Outbox::mark_everywhere(std::vector<Marked>& marked) {
    while (!watched_.empty() && watched_.front().event && *watched_.front().event <= watermark_) {
        marked.push_back({watched_.front().message, Mark::everywhere});
        watched_.pop_front();
    }
}

std::vector<Marked> Outbox::fail() {
    pause();
    std::vector<Marked> marked;
    for (const auto& pending : std::exchange(pending_, {})) {
        marked.push_back({pending.message, Mark::failed});
    }
    return marked;
}

} // namespace chatroom
