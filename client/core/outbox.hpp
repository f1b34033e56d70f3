// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/core/session.hpp"
#include "protocol/recall.hpp"
#include "protocol/sealed/frame.hpp"
#include "protocol/sealed/path_size.hpp"
#include "protocol/sealed/round_trip.hpp"

#include <deque>

namespace chatroom {

/// Our own messages, from being said until everybody has them: what has to be sent, and what has
/// become of it (PROTOCOL.md, Saying).
class Outbox {
public:
    /// With so many messages that the journal does not have yet, nothing more is to be said.
    static constexpr std::size_t max_unacknowledged = 64;
    /// So many messages may be on the way.
    static constexpr std::size_t max_on_the_way = 32;
    static constexpr std::chrono::seconds longest_timeout{2};
    /// So many messages are watched until everybody has them; the oldest of more stay "in the
    /// journal". A member who is away keeps all of them waiting.
    static constexpr std::size_t max_watched = 4096;

    /// A message has been said.
    MessageId add(std::string text);

    bool has_room() const { return pending_.size() < max_unacknowledged; }

    /// How many messages the journal does not have yet.
    std::size_t pending() const { return pending_.size(); }

    /// Whether a receipt may come.
    bool is_waiting() const { return on_the_way_ > 0; }

    /// The number of the last message that the journal has.
    std::uint32_t last_in_journal() const { return in_journal_; }

    /// The latest event that is a message of our own; 0 if none is.
    Sequence latest_own() const { return latest_own_; }

    /// A session begins. The outcome is what it says about messages that were sent before.
    std::vector<Marked> welcome(const sealed::Welcome& welcome);

    /// What the welcome says of how much may be said. Whoever says more is told by NOT_SAID.
    void take(const sealed::Limits& limits) { limits_ = limits; }
    void take(const Greeting& greeting) { slow_ = greeting.slow; }

    /// The session is gone, and with it all that was on the way.
    void pause();

    /// The next messages to be sent, as a frame that goes into one datagram with other frames,
    /// which take at most so many bytes; they count as sent now. A message that is longer than
    /// datagrams should be goes alone. Nothing if nothing is to be sent.
    std::optional<sealed::Say> next(TimePoint now, std::size_t beside);

    /// The numbers between that message, which is pending, and the one before it: of messages that
    /// were refused. The server has to know before it takes the message.
    std::optional<sealed::GivenUp> given_up_before(std::uint32_t number) const;

    /// Time has passed: if the receipts are late, everything is to be sent again.
    void advance(TimePoint now);

    std::optional<TimePoint> next_deadline() const;

    /// Until when nothing is sent, as the server has asked; nothing if it has not.
    std::optional<TimePoint> held_until() const { return held_until_; }

    /// What an event, which is the next in order, means for our messages.
    struct Receipt {
        std::optional<MessageId> own; ///< Set if it is one of them.
        std::vector<Marked> marked;
    };
    Receipt take(TimePoint now, const Event& event);

    std::vector<Marked> take(const sealed::Watermark& watermark);

    /// What a refusal means for our messages.
    struct Rejection {
        std::optional<NotTaken> told; ///< Set if the user should know.
        std::vector<Marked> marked;
    };
    Rejection take(TimePoint now, const sealed::NotSaid& not_said);

    /// Gives up what the journal does not have.
    std::vector<Marked> fail();

    /// The same, as there is no time to wait as long as the server has asked for.
    Rejection give_up(TimePoint now);

    /// The numbers of what was given up so and was sent before; nothing if nothing was.
    std::optional<sealed::GivenUp> given_up() const { return given_up_; }

private:
    /// The journal does not have it, as far as is known.
    struct Pending {
        MessageId message;
        std::string text;
        /// It has one from when it is sent until the session is gone. No other message gets it
        /// meanwhile, so whatever is late on its way means this one.
        std::uint32_t number = 0;
        bool was_sent = false;
        unsigned times_sent = 0; ///< In this session.
        std::size_t bytes = 0;   ///< Of the datagram that it was in last.
        TimePoint sent_at{};
    };

    /// The journal has it, but perhaps not everybody.
    struct Watched {
        MessageId message;
        std::uint32_t number = 0;
        /// The event it is, or one after it; nothing if its event has not come.
        std::optional<Sequence> event;
        bool is_event = false; ///< It is that event itself.
    };

    bool is_own(const Event& event) const;
    void move_to_journal(std::uint32_t last, std::vector<Marked>& marked);
    void mark_everywhere(std::vector<Marked>& marked);
    std::vector<Marked> mark_recalled(const Recall& recall);
    void fail_sent(std::vector<Marked>& marked);
    std::uint32_t number_before(std::size_t place) const;
    void send_again_from(std::size_t place);
    std::vector<Marked> fail_between(std::size_t first, std::size_t end);
    std::optional<NotTaken> hold(TimePoint now, const sealed::NotSaid& not_said);
    NotTaken told(const sealed::NotSaid& not_said) const;

    std::uint64_t next_message_ = 1;
    std::deque<Pending> pending_;
    std::size_t on_the_way_ = 0; ///< So many from the first of them on.
    std::optional<TimePoint> deadline_;
    sealed::RoundTrip round_trip_{longest_timeout};
    sealed::PathSize path_; ///< Of all sessions: they have the same way.

    std::optional<TimePoint> held_until_; ///< Nothing is sent before, as the server has asked.
    bool is_hold_told_ = false;
    std::optional<NotTaken> held_for_; ///< Why.
    std::optional<sealed::GivenUp> given_up_;
    sealed::Limits limits_;
    std::chrono::seconds slow_{0}; ///< As the room has said last.

    std::uint32_t in_journal_ = 0;
    Sequence latest_own_;
    std::uint32_t last_number_ = 0; ///< That was given in this session.
    std::deque<Watched> watched_;
    Sequence watermark_;

    std::string name_;
    /// Our events have greater numbers. Others of the same name and client sequences may be there:
    /// from the program that was here before.
    Sequence before_us_;
};

} // namespace chatroom
