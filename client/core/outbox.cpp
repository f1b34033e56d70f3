// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/core/outbox.hpp"

#include "base/deadline.hpp"

#include <algorithm>
#include <utility>

namespace chatroom {

namespace {

/// What SAY takes beside its texts, and beside each of them.
constexpr std::size_t say_bytes = 6;
constexpr std::size_t text_length_bytes = 2;

/// Whether it is of no use to say the same again.
bool is_final(const sealed::NotSaid& not_said) {
    switch (not_said.reason) {
    case sealed::NotSaidReason::not_clean:
    case sealed::NotSaidReason::muted: // What was said into the silence is not to come out later.
        return true;
    default:
        return not_said.retry_after_seconds == 0;
    }
}

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
    last_number_ = in_journal_;
    for (auto& pending : pending_) {
        pending.number = 0; // Nothing of the last session can come any more.
    }
    name_ = welcome.name;
    limits_ = {}; // They come after this.
    given_up_.reset();
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
    held_until_.reset();
    is_hold_told_ = false;
    for (auto& pending : pending_) {
        pending.times_sent = 0;
    }
}

std::optional<sealed::Say> Outbox::next(TimePoint now, std::size_t beside) {
    path_.retry(now);
    const auto begin = on_the_way_;
    sealed::Say say{.first = 0, .texts = {}};
    auto bytes = beside + say_bytes;
    while (!held_until_ && on_the_way_ < std::min(pending_.size(), max_on_the_way)) {
        auto& pending = pending_[on_the_way_];
        const auto number = pending.number != 0 ? pending.number : last_number_ + 1;
        const auto longer = bytes + text_length_bytes + pending.text.size();
        const bool has_room =
            longer <= path_.plaintext_bytes() && number == say.first + say.texts.size();
        if (!say.texts.empty() && !has_room) {
            break;
        }
        bytes = longer;
        if (say.texts.empty()) {
            say.first = number;
        }
        pending.number = number;
        last_number_ = std::max(last_number_, number);
        say.texts.push_back(pending.text);
        pending.was_sent = true;
        ++pending.times_sent;
        pending.sent_at = now;
        ++on_the_way_;
    }
    if (say.texts.empty()) {
        return std::nullopt;
    }
    for (auto place = begin; place < on_the_way_; ++place) {
        pending_[place].bytes = sealed::sealed_bytes(bytes);
    }
    if (!deadline_) {
        deadline_ = now + round_trip_.timeout();
    }
    return say;
}

std::uint32_t Outbox::number_before(std::size_t place) const {
    return place == 0 ? in_journal_ : pending_[place - 1].number;
}

std::optional<sealed::GivenUp> Outbox::given_up_before(std::uint32_t number) const {
    const auto found = std::ranges::find(pending_, number, &Pending::number);
    const auto before = number_before(static_cast<std::size_t>(found - pending_.begin()));
    return before + 1 < number ? std::optional(sealed::GivenUp{before + 1, number - 1})
                               : std::nullopt;
}

std::optional<TimePoint> Outbox::next_deadline() const {
    return earliest(deadline_, held_until_);
}

void Outbox::advance(TimePoint now) {
    if (held_until_ && *held_until_ <= now) {
        held_until_.reset();
    }
    if (deadline_ && *deadline_ <= now) {
        round_trip_.timed_out();
        path_.lost(now, pending_.front().bytes);
        on_the_way_ = 0;
        deadline_.reset();
    }
}

Outbox::Receipt Outbox::take(TimePoint now, const Event& event) {
    Receipt receipt;
    if (event.kind == EventKind::slowed) {
        slow_ = seconds_in(event).value_or(std::chrono::seconds(0));
    }
    if (const auto recall = recall_in(event)) {
        receipt.marked = mark_recalled(*recall);
    }
    if (!is_own(event)) {
        return receipt;
    }
    if (event.client_sequence > in_journal_) {
        const auto last = std::ranges::find(pending_, event.client_sequence, &Pending::number);
        if (last != pending_.end()) {
            path_.arrived(last->bytes);
        }
        if (last != pending_.end() && last->times_sent == 1) {
            round_trip_.sample(
                std::chrono::duration_cast<sealed::RoundTrip::Duration>(now - last->sent_at));
        } else {
            round_trip_.acknowledged();
        }
        is_hold_told_ = is_hold_told_ && held_until_.has_value();
        move_to_journal(event.client_sequence, receipt.marked);
        deadline_ = is_waiting() ? std::optional(now + round_trip_.timeout()) : std::nullopt;
    }
    latest_own_ = event.sequence;
    for (auto& watched : watched_) {
        if (!watched.event && watched.number <= event.client_sequence) {
            watched.event = event.sequence; // Of the earlier ones the events are no longer kept.
            watched.is_event = watched.number == event.client_sequence;
            if (watched.is_event) {
                receipt.own = watched.message;
            }
        }
    }
    mark_everywhere(receipt.marked);
    return receipt;
}

bool Outbox::is_own(const Event& event) const {
    return event.kind == EventKind::said && event.client_sequence > 0 && event.name == name_ &&
           event.sequence > before_us_ && event.client_sequence <= last_number_;
}

/// The messages up to the number are in the journal.
void Outbox::move_to_journal(std::uint32_t last, std::vector<Marked>& marked) {
    for (; !pending_.empty() && pending_.front().number != 0 && pending_.front().number <= last;
         pending_.pop_front()) {
        on_the_way_ -= std::min<std::size_t>(on_the_way_, 1);
        marked.push_back({pending_.front().message, Mark::in_journal});
        watched_.push_back(
            {.message = pending_.front().message, .number = pending_.front().number, .event = {}});
    }
    in_journal_ = std::max(in_journal_, last);
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

std::vector<Marked> Outbox::mark_recalled(const Recall& recall) {
    std::vector<Marked> marked;
    std::erase_if(watched_, [&](const Watched& watched) {
        const bool is_recalled = watched.is_event && recall.name == name_ &&
                                 recall.first <= *watched.event && *watched.event <= recall.last;
        if (is_recalled) {
            marked.push_back({watched.message, Mark::recalled});
        }
        return is_recalled;
    });
    return marked;
}

Outbox::Rejection Outbox::take(TimePoint now, const sealed::NotSaid& not_said) {
    // Of a message that has its receipt, or is of no session, a refusal says nothing new.
    const auto is_named = [&](const Pending& pending) {
        return pending.times_sent > 0 && pending.number >= not_said.first &&
               pending.number <= not_said.last;
    };
    const auto found = std::ranges::find_if(pending_, is_named);
    if (found == pending_.end()) {
        return {};
    }
    const auto first = static_cast<std::size_t>(found - pending_.begin());
    if (not_said.reason == sealed::NotSaidReason::out_of_order) {
        // Its repetition is not awaited, but each of several refusals is not answered by one.
        // Nor is a server believed for ever that refuses whatever is repeated.
        if (now >= pending_.front().sent_at + round_trip_.timeout() / 2) {
            if (pending_.front().times_sent > 1) {
                round_trip_.timed_out();
            }
            send_again_from(0);
        }
        return {};
    }
    send_again_from(first);
    if (is_final(not_said)) {
        const auto end = std::find_if_not(found, pending_.end(), is_named);
        return {told(not_said),
                fail_between(first, static_cast<std::size_t>(end - pending_.begin()))};
    }
    return {hold(now, not_said), {}};
}

/// What is behind these is not taken before they are.
void Outbox::send_again_from(std::size_t place) {
    on_the_way_ = std::min(on_the_way_, place);
    if (on_the_way_ == 0) {
        deadline_.reset();
    }
}

std::vector<Marked> Outbox::fail_between(std::size_t first, std::size_t end) {
    std::vector<Marked> marked;
    for (auto place = first; place < end; ++place) {
        marked.push_back({pending_[place].message, Mark::failed});
    }
    const auto begin = pending_.begin();
    pending_.erase(begin + static_cast<std::ptrdiff_t>(first),
                   begin + static_cast<std::ptrdiff_t>(end));
    return marked;
}

/// Waits as long as the server has asked for; the user hears of it once.
std::optional<NotTaken> Outbox::hold(TimePoint now, const sealed::NotSaid& not_said) {
    const auto until = now + std::chrono::seconds(not_said.retry_after_seconds);
    held_until_ = std::max(held_until_.value_or(until), until);
    held_for_ = told(not_said);
    return std::exchange(is_hold_told_, true) ? std::nullopt : std::optional(told(not_said));
}

NotTaken Outbox::told(const sealed::NotSaid& not_said) const {
    return {.reason = not_said.reason,
            .text = not_said.text,
            .retry_after = std::chrono::seconds(not_said.retry_after_seconds),
            .is_final = is_final(not_said),
            .limits = limits_,
            .slow = slow_};
}

std::vector<Marked> Outbox::fail() {
    pause();
    std::vector<Marked> marked;
    for (const auto& pending : std::exchange(pending_, {})) {
        marked.push_back({pending.message, Mark::failed});
    }
    return marked;
}

Outbox::Rejection Outbox::give_up(TimePoint now) {
    Rejection rejection;
    if (held_until_ && held_for_) {
        rejection.told = held_for_;
        rejection.told->is_final = true;
        rejection.told->retry_after = std::chrono::ceil<std::chrono::seconds>(*held_until_ - now);
    }
    if (last_number_ > in_journal_) {
        given_up_ = sealed::GivenUp{in_journal_ + 1, last_number_};
    }
    rejection.marked = fail();
    return rejection;
}

} // namespace chatroom
