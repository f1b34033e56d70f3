// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/core/sealed/event_sender.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace chatroom {

using sealed::event_window;

namespace {

/// So many datagrams sent later have arrived: the one before them is lost (RFC 6675, DupThresh).
constexpr unsigned reordering_threshold = 3;

} // namespace

bool EventSender::acknowledge(SteadyTime now, const sealed::Ack& ack) {
    const auto names_the_future = [&] {
        if (ack.cumulative > highest_sent_) {
            return true;
        }
        for (std::size_t bit = event_window; bit-- > 0 && ack.received.any();) {
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
    const auto advance = ack.cumulative.value - acknowledged_.value;
    const bool is_more = receive(advance, ack.received);
    acknowledged_ = ack.cumulative;
    is_held_ = is_held_ && advance == 0;
    if (advance > 0 || is_more) {
        round_trip_.acknowledged();
        waiting_since_ = now;
        is_waiting_ = true;
        land(now);
    }
    if (acknowledged_ == highest_sent_) {
        is_waiting_ = false;
    }
    detect_losses(now);
    return true;
}

/// Takes what is acknowledged out of order; what is acknowledged in order has advanced by so many
/// events. Whether more is acknowledged out of order than before.
bool EventSender::receive(std::uint64_t advance, const Events& received) {
    const bool has_moved_beyond = advance >= event_window;
    const auto before = received_ == nullptr || has_moved_beyond ? Events() : *received_ >> advance;
    auto now = before | received;
    now.reset(event_window - 1); // It is beyond the window.
    if (now.none()) {
        received_.reset();
    } else if (received_ == nullptr) {
        received_ = std::make_unique<Events>(now);
    } else {
        *received_ = now;
    }
    return now != before;
}

bool EventSender::is_received(Sequence sequence) const {
    return sequence <= acknowledged_ ||
           (sequence.value >= acknowledged_.value + 2 &&
            sequence.value < acknowledged_.value + 2 + event_window && received_ != nullptr &&
            (*received_)[sequence.value - acknowledged_.value - 2]);
}

/// Takes away the flights whose events have all arrived.
void EventSender::land(SteadyTime now) {
    const auto has_landed = [this](const Flight& flight) {
        for (auto sequence = flight.last(); sequence >= flight.first; --sequence.value) {
            if (sequence <= acknowledged_) {
                return true;
            }
            if (!is_received(sequence)) {
                return false;
            }
        }
        return true;
    };
    std::array<Flight, max_datagrams_in_flight> landed; // The last part of each datagram.
    std::size_t count = 0;
    auto kept = flights_.begin();
    for (auto flight = flights_.begin(); flight != flights_.end();) {
        const auto datagram = *flight;
        const auto kept_before = kept;
        for (; flight != flights_.end() && flight->order == datagram.order; ++flight) {
            if (!has_landed(*flight)) {
                *kept++ = *flight;
            }
        }
        if (kept == kept_before) {
            landed[count++] = datagram;
        }
    }
    flights_.erase(kept, flights_.end());
    datagrams_in_flight_ -= static_cast<unsigned>(count);
    for (std::size_t index = 0; index < count; ++index) {
        arrived(now, landed[index]);
    }
}

void EventSender::arrived(SteadyTime now, const Flight& flight) {
    if (flight.measures) {
        round_trip_.sample(
            std::chrono::duration_cast<sealed::RoundTrip::Duration>(now - flight.sent_at));
    }
    path_.arrived(flight.bytes);
    newest_arrived_sent_at_ = std::max(newest_arrived_sent_at_, flight.sent_at);
    for (auto& other : flights_) {
        if (other.order < flight.order) {
            ++other.overtaken;
        }
    }
    window_ += window_ < threshold_ ? 1 : 1 / window_;
    window_ = std::min<float>(window_, max_datagrams_in_flight);
}

void EventSender::detect_losses(SteadyTime now) {
    const auto recovery_order = recovery_order_;
    std::uint16_t longest = 0;
    const auto tolerance = round_trip_.smoothed() / 4;
    const auto lost = std::erase_if(flights_, [&](const Flight& flight) {
        const bool is_lost = flight.overtaken >= reordering_threshold ||
                             flight.sent_at + tolerance < newest_arrived_sent_at_;
        if (is_lost && flight.order >= recovery_order_) {
            recovery_order_ = next_order_;
            shrink(static_cast<unsigned>(window_ / 2));
        }
        if (is_lost && flight.order >= recovery_order) {
            longest = std::max(longest, flight.bytes);
        }
        return is_lost;
    });
    if (lost > 0) {
        path_.lost(now, longest);
        has_lost_ = true;
        const auto before = datagrams_in_flight_;
        count_datagrams();
        lost_ += before - datagrams_in_flight_;
    }
}

void EventSender::count_datagrams() {
    datagrams_in_flight_ = 0;
    std::uint64_t order = 0;
    for (const auto& flight : flights_) {
        datagrams_in_flight_ += flight.order != order ? 1 : 0;
        order = flight.order;
    }
}

void EventSender::lose_all() {
    flights_.clear();
    lost_ += std::exchange(datagrams_in_flight_, 0);
    has_lost_ = true;
}

void EventSender::shrink(unsigned window) {
    threshold_ = std::max<float>(window_ / 2, least_window);
    window_ = static_cast<float>(std::max(window, least_window));
}

bool EventSender::may_send() const {
    if (datagrams_in_flight_ >= static_cast<unsigned>(window_)) {
        return false;
    }
    // What was lost was in the window; what is new waits until there is room, and behind a gap.
    return has_lost_ || (!is_held_ && highest_sent_ < window_end() && acknowledged_ >= gap_end_);
}

const EventPacker::Run* EventSender::next_run(SteadyTime now, EventPacker& packer,
                                              std::size_t beside) {
    if (!may_send() || has_lost_) {
        return nullptr;
    }
    const auto first = highest_sent_.next();
    const auto* run = first <= packer.log().head() ? packer.from(first) : nullptr;
    if (run == nullptr) {
        return nullptr;
    }
    if (run->last > window_end()) {
        // Part of a run would save nothing: the rest would have to be packed for this member alone.
        is_held_ = true;
        return nullptr;
    }
    put(now, first, run->last);
    sent(now, flights_.size() - 1, packer.bytes_beside(*run, beside));
    return run;
}

bool EventSender::is_interrupted(const LogView& log) const {
    if (!may_send()) {
        return false;
    }
    const auto next = highest_sent_.next();
    return has_lost_ || (next <= log.head() && log.at(next) == nullptr);
}

/// By distance from acknowledged_: bit i is event acknowledged_ + 1 + i.
EventSender::Events EventSender::sent_or_received() const {
    auto result = received_ == nullptr ? Events() : *received_ << 1;
    for (const auto& flight : flights_) {
        for (auto sequence = flight.first; sequence <= flight.last(); sequence = sequence.next()) {
            if (sequence > acknowledged_ && sequence <= window_end()) {
                result.set(sequence.value - acknowledged_.value - 1);
            }
        }
    }
    return result;
}

std::string EventSender::next_frames(SteadyTime now, const LogView& log, std::size_t max_bytes,
                                     std::size_t beside) {
    if (!may_send() || beside >= max_bytes) {
        return {};
    }
    const auto taken = sent_or_received();
    if (acknowledged_ < gap_end_ && taken[0]) {
        return {}; // Nothing beyond a gap before it is acknowledged.
    }
    const auto is_wanted = [&](Sequence sequence) {
        return sequence <= window_end() && sequence <= log.head() &&
               !taken[sequence.value - acknowledged_.value - 1];
    };
    const auto first_flight = flights_.size();
    const auto highest_before = highest_sent_;
    std::string frames;
    auto sequence = acknowledged_.next();
    while (sequence <= std::min(window_end(), log.head())) {
        if (!is_wanted(sequence)) {
            sequence = sequence.next();
            continue;
        }
        const auto first = sequence;
        sealed::EventsWriter run(max_bytes - beside - frames.size(), log.version());
        const Event* event = log.at(sequence);
        const bool is_hole = event == nullptr;
        while (event != nullptr && run.add(*event)) {
            sequence = sequence.next();
            event = is_wanted(sequence) ? log.at(sequence) : nullptr;
        }
        if (event != nullptr && sequence == first && frames.empty() && beside == 0) {
            run = event_alone(*event, log.version());
            sequence = sequence.next();
        }
        if (sequence > first) {
            put(now, first, {sequence.value - 1});
        }
        frames += run.bytes();
        if (is_hole && sequence == acknowledged_.next()) {
            frames = put_gap(log, now);
        }
        if (is_hole || run.bytes().empty() || event != nullptr) {
            break; // A hole is told when it is next; otherwise the datagram is full.
        }
    }
    has_lost_ = has_lost_ && sequence <= highest_before;
    if (!frames.empty()) {
        sent(now, first_flight, beside + frames.size());
    }
    return frames;
}

std::string EventSender::put_gap(const LogView& log, SteadyTime now) {
    const auto first = acknowledged_.next();
    const auto next = log.gap_end(first);
    if (!next || *next <= first) {
        return {}; // The journal could not be read, now or a moment ago.
    }
    const Sequence last{next->value - 1};
    put(now, first, first);
    gap_end_ = last;
    highest_sent_ = std::max(highest_sent_, last);
    const bool is_trimmed = log.is_trimmed(last);
    const bool is_lost = !is_trimmed && log.is_lost({first, last});
    const auto reason =
        is_trimmed || is_lost ? sealed::GapReason::trimmed : sealed::GapReason::never_given;
    const auto why = is_lost && sealed::can_grow(log.version())
                         ? sealed::encode(sealed::ServerFrame(sealed::Lost{first, last}))
                         : std::string();
    return why + sealed::encode(sealed::ServerFrame(sealed::Gap{first, last, reason}));
}

/// These are in the next datagram.
void EventSender::put(SteadyTime now, Sequence first, Sequence last) {
    flights_.push_back({.first = first,
                        .sent_at = now,
                        .order = next_order_,
                        .count = static_cast<std::uint16_t>(last.value - first.value + 1),
                        .measures = first > highest_sent_});
    highest_sent_ = std::max(highest_sent_, last);
}

/// The flights from that one on were put into one datagram, which is sent.
void EventSender::sent(SteadyTime now, std::size_t first_flight, std::size_t plaintext_bytes) {
    const auto begin = flights_.begin() + static_cast<std::ptrdiff_t>(first_flight);
    const bool measures =
        std::all_of(begin, flights_.end(), [](const Flight& flight) { return flight.measures; });
    const auto bytes = static_cast<std::uint16_t>(sealed::sealed_bytes(plaintext_bytes));
    std::for_each(begin, flights_.end(), [&](Flight& flight) {
        flight.measures = measures;
        flight.bytes = bytes;
    });
    if (!std::exchange(is_waiting_, true)) {
        waiting_since_ = now;
    }
    ++next_order_;
    ++datagrams_in_flight_;
}

void EventSender::advance(SteadyTime now) {
    if (const auto deadline = next_deadline(); deadline && *deadline <= now) {
        path_.lost(now, flights_.front().bytes);
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
    path_ = {};
    for (auto& flight : flights_) {
        flight.measures = false;
    }
}

std::optional<SteadyTime> EventSender::next_deadline() const {
    return flights_.empty() ? std::nullopt
                            : std::optional(flights_.front().sent_at + round_trip_.timeout());
}

} // namespace chatroom
