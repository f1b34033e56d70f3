// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/load/event_order.hpp"

namespace chatroom::bench {

/// The event, which is not the next one, may be kept; the server is told where we are in any case.
void EventOrder::keep(TimePoint now, const EventView& event) {
    if (event.number > seen_ && event.number - seen_ <= sealed::event_window) {
        early_.try_emplace(event.number, Early{event.kind, event.client_sequence,
                                               std::string(event.name), std::string(event.text)});
    }
    owe(now);
}

sealed::Ack EventOrder::acknowledgement() {
    ack_at_.reset();
    unacknowledged_events_ = 0;
    unacknowledged_datagrams_ = 0;
    sealed::Ack ack{.cumulative = {seen_}, .watermark = watermark_, .received = {}};
    for (const auto& early : early_) {
        ack.received.set(early.first - seen_ - 2);
    }
    return ack;
}

} // namespace chatroom::bench
