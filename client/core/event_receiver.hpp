// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/core/session.hpp"
#include "protocol/sealed/frame.hpp"

#include <cstddef>
#include <map>

namespace chatroom {

/// Puts the events into their order, each once, and knows what has to be acknowledged when
/// (PROTOCOL.md, Events).
class EventReceiver {
public:
    /// What is not urgent is acknowledged so late at most: more may come until then.
    static constexpr std::chrono::milliseconds ack_delay{25};
    /// When so much has come since the last ACK the next is sent at once: a quarter of what the
    /// server lets be in flight, so that it need not stop.
    static constexpr std::size_t max_events_unacknowledged = sealed::event_window / 4;
    static constexpr std::size_t max_datagrams_unacknowledged = 8;

    /// What is next: an event, or that some are no longer kept.
    using Next = std::variant<Event, ShowGap>;

    /// WELCOME has come, the first of a session: what is next has a greater number than the cursor.
    void begin(TimePoint now, Sequence cursor);

    /// WELCOME has come again.
    void welcome_again(TimePoint now) { owe(now); }

    /// The session is gone, and with it what was to be acknowledged.
    void pause() { ack_at_.reset(); }

    /// The outcome is what is next now, in order.
    std::vector<Next> take(TimePoint now, const sealed::Events& events);
    std::vector<Next> take(TimePoint now, const sealed::Gap& gap);
    /// Says more about the gap that comes next.
    void take(const sealed::Lost& lost) { lost_ = lost; }
    void take(TimePoint now, const sealed::Watermark& watermark);

    /// All frames of a datagram were taken.
    void end_datagram(TimePoint now);

    /// Everything up to this number has come.
    Sequence seen() const { return seen_; }

    /// When acknowledgement() has to be sent; nothing if nothing new has come.
    std::optional<TimePoint> ack_deadline() const { return ack_at_; }

    /// What has come in this session. It counts as sent.
    sealed::Ack acknowledgement();

private:
    /// Takes the event if it is neither old nor too new. Whether it is the next one.
    bool keep(const Event& event);
    void forget_recalled(const Event& newest);
    void owe(TimePoint deadline);
    void append_consecutive(std::vector<Next>& next);

    Sequence seen_;
    Sequence watermark_;               ///< The highest of this session.
    std::map<Sequence, Event> early_;  ///< At most event_window, as their numbers are that close.
    std::optional<sealed::Lost> lost_; ///< In front of a gap.
    std::optional<TimePoint> ack_at_;
    // Since the last ACK.
    std::size_t events_unacknowledged_ = 0;
    std::size_t datagrams_unacknowledged_ = 0;
};

} // namespace chatroom
