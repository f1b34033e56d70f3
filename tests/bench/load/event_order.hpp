// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/core/session.hpp"
#include "protocol/sealed/frame.hpp"

#include <algorithm>
#include <map>
#include <string>
#include <string_view>

namespace chatroom::bench {

/// An event as it stands in a plaintext.
struct EventView {
    std::uint64_t number = 0;
    EventKind kind = EventKind::entered;
    std::uint32_t client_sequence = 0;
    std::string_view name;
    std::string_view text;
};

/// What client/event_receiver does, for members of which there are thousands in one process: events
/// in the order of their numbers, each once, and what is to be acknowledged when.
class EventOrder {
public:
    static constexpr std::chrono::milliseconds ack_delay{25};
    /// With so much unacknowledged, it is acknowledged at once.
    static constexpr unsigned max_unacknowledged_events = 64;
    static constexpr unsigned max_unacknowledged_datagrams = 8;

    void begin(TimePoint now, std::uint64_t cursor) {
        seen_ = cursor;
        owe(now + ack_delay);
    }

    /// Calls show(EventView) for what is next now, in order.
    template <typename Show>
    void take(TimePoint now, const EventView& event, Show show) {
        if (event.number != seen_ + 1) {
            keep(now, event);
            return;
        }
        seen_ = event.number;
        show(event);
        show_early(show);
        ++unacknowledged_events_;
    }

    template <typename Show>
    void take(TimePoint now, const sealed::Gap& gap, Show show) {
        if (gap.first.value <= seen_ + 1 && gap.last.value > seen_) {
            seen_ = gap.last.value;
            early_.erase(early_.begin(), early_.upper_bound(seen_));
            show_early(show);
            owe(now + ack_delay);
        } else {
            owe(now);
        }
    }

    void take(TimePoint now, const sealed::Watermark& watermark) {
        owe(watermark.sequence > watermark_ ? now + ack_delay : now);
        watermark_ = std::max(watermark_, watermark.sequence);
    }

    /// A datagram with events has been taken.
    void end_datagram(TimePoint now) {
        ++unacknowledged_datagrams_;
        const bool is_much = unacknowledged_events_ >= max_unacknowledged_events ||
                             unacknowledged_datagrams_ >= max_unacknowledged_datagrams;
        owe(is_much ? now : now + ack_delay);
    }

    /// Something has to be acknowledged at that time at the latest.
    void owe(TimePoint at) { ack_at_ = ack_at_ ? std::min(*ack_at_, at) : at; }
    const std::optional<TimePoint>& ack_at() const { return ack_at_; }

    /// What has come; it counts as sent.
    sealed::Ack acknowledgement();

    std::uint64_t seen() const { return seen_; }

private:
    struct Early {
        EventKind kind = EventKind::entered;
        std::uint32_t client_sequence = 0;
        std::string name;
        std::string text;
    };

    void keep(TimePoint now, const EventView& event);

    template <typename Show>
    void show_early(Show& show) {
        for (auto first = early_.begin(); first != early_.end() && first->first == seen_ + 1;
             first = early_.erase(first)) {
            seen_ = first->first;
            const auto& early = first->second;
            show(EventView{seen_, early.kind, early.client_sequence, early.name, early.text});
        }
    }

    std::uint64_t seen_ = 0;
    Sequence watermark_;
    std::map<std::uint64_t, Early> early_;
    std::optional<TimePoint> ack_at_;
    unsigned unacknowledged_events_ = 0;
    unsigned unacknowledged_datagrams_ = 0;
};

} // namespace chatroom::bench
