// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/core/event_receiver.hpp"
#include "client/core/outbox.hpp"
#include "client/core/session.hpp"

namespace chatroom {

/// What is heard and said inside: the server's frames become what the user sees, what the user says
/// and what has to be acknowledged become frames.
class Conversation {
public:
    /// The first WELCOME of a session. For a program that resumes the past ended when it came
    /// first.
    std::vector<Output> begin(TimePoint now, const sealed::Welcome& welcome, bool is_resuming);

    /// What comes with WELCOME.
    void take(const sealed::Limits& limits) { outbox_.take(limits); }
    void take(const Greeting& greeting) { outbox_.take(greeting); }
    void take(const sealed::Lost& lost) { receiver_.take(lost); }

    /// WELCOME has come again.
    void welcome_again(TimePoint now) { receiver_.welcome_again(now); }

    /// The session is gone; nothing is to be sent before begin().
    void pause();

    std::vector<Output> take(TimePoint now, const sealed::Events& events);
    std::vector<Output> take(TimePoint now, const sealed::Gap& gap);
    std::vector<Output> take(TimePoint now, const sealed::Watermark& watermark);
    std::vector<Output> take(TimePoint now, const sealed::NotSaid& not_said);

    /// All frames of a datagram were taken.
    void end_datagram(TimePoint now) { receiver_.end_datagram(now); }

    /// The messages that the text is made of, or why it is none.
    std::vector<Output> say(std::string_view text);

    /// Gives up what the journal does not have.
    std::vector<Output> fail();

    /// The same, as there is no time to wait until the server wants it, which is told.
    std::vector<Output> give_up(TimePoint now);

    /// What may be on the way in spite of that; the server is to know that it is not to be said.
    std::optional<sealed::GivenUp> given_up() const { return outbox_.given_up(); }

    /// The frames of the next datagram with messages, and what has come, also if that was
    /// acknowledged before: ACK may have been lost. They count as sent. Empty if there are no
    /// messages.
    std::string next_messages(TimePoint now);

    /// What is to be acknowledged, now or soon; it counts as sent. Empty if nothing is.
    std::string acknowledgement();
    bool is_acknowledgement_due(TimePoint now) const;

    /// Time has passed.
    void advance(TimePoint now) { outbox_.advance(now); }

    bool has_room() const { return outbox_.has_room(); }
    std::size_t pending() const { return outbox_.pending(); }
    std::optional<TimePoint> held_until() const { return outbox_.held_until(); }
    std::uint32_t last_in_journal() const { return outbox_.last_in_journal(); }
    bool awaits_receipts() const { return outbox_.is_waiting(); }
    Sequence seen() const { return receiver_.seen(); }
    Sequence latest_own() const { return outbox_.latest_own(); }

    /// When an acknowledgement is due or advance() has something to do.
    std::optional<TimePoint> next_deadline() const;

private:
    void end_past(std::vector<Output>& shown);
    std::vector<Output> show(TimePoint now, const std::vector<EventReceiver::Next>& next);

    EventReceiver receiver_;
    Outbox outbox_;
    Sequence past_; ///< Events up to this one happened before this program came.
    bool is_past_over_ = false;
};

} // namespace chatroom
