// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/core/sealed/event_sender.hpp"

#include <algorithm>

namespace chatroom {

using sealed::event_window;

namespace {

/// So many datagrams sent later have arrived: the one before them is lost (RFC 6675, DupThresh).
constexpr unsigned reordering_threshold = 3;

} // namespace

EventSender::EventSender(Sequence cursor) : acknowledged_(cursor), highest_sent_(cursor) {
    slots_.fill(not_sent);
}

bool EventSender::acknowledge(SteadyTime now, const sealed::Ack& ack) {
    const auto names_the_future = [&] {
        if (ack.cumulative > highest_sent_) {
            return true;
        }
        for (std::size_t bit = event_window; bit-- > 0;) {
            if (ack.received[bit]) {
                return ack.cumulative.value + 2 + bit > highest_sent_.value;
            }
        }
        return false;
    };
    if (names_the_future()) {
        return false;
    }
    if (ack.cumulative < acknowledged_) {
        return true;
    }
    const auto end = std::min(ack.cumulative, window_end());
    for (auto sequence = acknowledged_.next(); sequence <= end; sequence = sequence.next()) {
        retire(now, sequence);
        slot(sequence) = not_sent; // The slot is the next window's now.
    }
    acknowledged_ = ack.cumulative;
    for (std::size_t bit = 0; bit < event_window; ++bit) {
        const Sequence sequence{ack.cumulative.value + 2 + bit};
        if (ack.received[bit] && sequence <= window_end()) {
            retire(now, sequence);
            slot(sequence) = received;
        }
    }
    if (acknowledged_ == highest_sent_) {
        waiting_since_.reset();
    }
    detect_losses();
    return true;
}

/// The event has arrived, at least once.
void EventSender::retire(SteadyTime now, Sequence sequence) {
    const auto index = slot(sequence);
    if (index == received) {
        return;
    }
    round_trip_.acknowledged();
    waiting_since_ = now;
    if (index == not_sent) {
        return;
    }
    auto& flight = flights_[index];
    if (--flight.events_left == 0) {
        arrived(now, flight);
    }
}

void EventSender::arrived(SteadyTime now, const Flight& flight) {
    if (flight.measures) {
        round_trip_.sample(
            std::chrono::duration_cast<sealed::RoundTrip::Duration>(now - flight.sent_at));
    }
    newest_arrived_sent_at_ = std::max(newest_arrived_sent_at_, flight.sent_at);
    for (auto& other : flights_) {
        if (other.order < flight.order) {
            ++other.overtaken;
        }
    }
    window_ += window_ < threshold_ ? 1 : 1 / window_;
    window_ = std::min<double>(window_, max_datagrams_in_flight);
}

void EventSender::detect_losses() {
    const auto tolerance = round_trip_.smoothed() / 4;
    for (std::size_t index = 0; index < flights_.size(); ++index) {
        const auto& flight = flights_[index];
        const bool is_lost = flight.overtaken >= reordering_threshold ||
                             flight.sent_at + tolerance < newest_arrived_sent_at_;
        if (flight.events_left > 0 && is_lost) {
            if (flight.order >= recovery_order_) {
                recovery_order_ = next_order_;
                shrink(static_cast<unsigned>(window_ / 2));
            }
            lose(static_cast<std::uint8_t>(index));
        }
    }
}

void EventSender::lose(std::uint8_t flight) {
    for (auto& slot : slots_) {
        if (slot == flight) {
            slot = not_sent;
        }
    }
    flights_[flight].events_left = 0;
}

void EventSender::lose_all() {
    for (auto& slot : slots_) {
        if (slot != received) {
            slot = not_sent;
        }
    }
    flights_.fill({});
}

void EventSender::shrink(unsigned window) {
    threshold_ = std::max<double>(window_ / 2, least_window);
    window_ = std::max(window, least_window);
}

std::string EventSender::next_frames(SteadyTime now, EventLog& log, std::size_t max_bytes) {
    const auto flight = free_flight();
    if (!flight) {
        return {};
    }
    if (acknowledged_ < gap_end_ && slot(acknowledged_.next()) != not_sent) {
        return {}; // Nothing beyond a gap before it is acknowledged.
    }
    flights_[*flight] = {.sent_at = now, .order = next_order_};
    const auto is_wanted = [&](Sequence sequence) {
        return sequence <= window_end() && sequence <= log.head() && slot(sequence) == not_sent;
    };
    std::string frames;
    for (auto sequence = acknowledged_.next(); sequence <= std::min(window_end(), log.head());) {
        if (!is_wanted(sequence)) {
            sequence = sequence.next();
            continue;
        }
        sealed::EventsWriter run(max_bytes - frames.size());
        const Event* event = log.at(sequence);
        const bool is_hole = event == nullptr;
        while (event != nullptr && run.add(*event)) {
            put(sequence, static_cast<std::uint8_t>(*flight));
            sequence = sequence.next();
            event = is_wanted(sequence) ? log.at(sequence) : nullptr;
        }
        frames += run.bytes();
        if (is_hole && sequence == acknowledged_.next()) {
            frames = put_gap(log, static_cast<std::uint8_t>(*flight));
        }
        if (is_hole || run.bytes().empty() || event != nullptr) {
            break; // A hole is told when it is next; otherwise the datagram is full.
        }
    }
    if (!frames.empty()) {
        waiting_since_ = waiting_since_.value_or(now);
        ++next_order_;
    }
    return frames;
}

std::string EventSender::put_gap(EventLog& log, std::uint8_t flight) {
    const auto first = acknowledged_.next();
    const auto next = log.first_from(first);
    if (!next || *next <= first) {
        return {}; // The journal could not be read, now or a moment ago.
    }
    const Sequence last{next->value - 1};
    put(first, flight);
    gap_end_ = last;
    highest_sent_ = std::max(highest_sent_, last);
    const auto reason =
        log.is_trimmed(last) ? sealed::GapReason::trimmed : sealed::GapReason::never_given;
    return sealed::encode(sealed::ServerFrame(sealed::Gap{first, last, reason}));
}

void EventSender::put(Sequence sequence, std::uint8_t flight) {
    slot(sequence) = flight;
    ++flights_[flight].events_left;
    flights_[flight].measures &= sequence > highest_sent_;
    highest_sent_ = std::max(highest_sent_, sequence);
}

std::size_t EventSender::flights_in_use() const {
    return static_cast<std::size_t>(
        std::count_if(flights_.begin(), flights_.end(),
                      [](const Flight& flight) { return flight.events_left > 0; }));
}

std::optional<std::size_t> EventSender::free_flight() const {
    if (flights_in_use() >= static_cast<std::size_t>(window_)) {
        return std::nullopt;
    }
    for (std::size_t index = 0; index < flights_.size(); ++index) {
        if (flights_[index].events_left == 0) {
            return index;
        }
    }
    return std::nullopt;
}

void EventSender::advance(SteadyTime now) {
    if (const auto deadline = next_deadline(); deadline && *deadline <= now) {
        lose_all();
        shrink(least_window);
        recovery_order_ = next_order_;
        round_trip_.timed_out();
    }
}

void EventSender::returned() {
    lose_all();
    round_trip_.acknowledged();
}

void EventSender::moved() {
    round_trip_ = sealed::RoundTrip(most_timeout);
    for (auto& flight : flights_) {
        flight.measures = false;
    }
}

std::optional<SteadyTime> EventSender::next_deadline() const {
    std::optional<SteadyTime> oldest;
    for (const auto& flight : flights_) {
        if (flight.events_left > 0 && (!oldest || flight.sent_at < *oldest)) {
            oldest = flight.sent_at;
        }
    }
    return oldest ? std::optional(*oldest + round_trip_.timeout()) : std::nullopt;
}

} // namespace chatroom
