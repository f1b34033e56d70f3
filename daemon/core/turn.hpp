// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "daemon/core/log_limiter.hpp"
#include "daemon/core/outputs.hpp"
#include "daemon/core/room_options.hpp"
#include "daemon/core/roster.hpp"

#include <variant>

namespace chatroom {

/// What happens between two commits. Requests propose events here; they are numbered and applied to
/// the roster at once, so that the next request of the turn sees their effect, but nobody outside
/// learns of them before the journal has them.
class Turn {
public:
    Turn(const RoomOptions& options, Roster& roster, Sequence head)
        : options_(options), roster_(roster), head_(head) {}

    /// Somebody asked for something and waits for an answer. If the journal fails, this is whom the
    /// room must tell.
    void asked(const Address& sender);
    void asked(CallId call);

    /// Lets the event happen as the next one and tells every member that is inside after it, but
    /// for the one at `except` and those whose port is closed. Returns the event as it is numbered.
    Event propose(Now now, EventKind kind, std::string name, std::string text = {},
                  std::optional<Address> address = {}, std::optional<Address> except = {});

    /// Sends one datagram to one address.
    void send(const Address& to, std::string payload);

    /// The farewell, each of its datagrams, to one address.
    void send_farewell(const Address& to);

    void reply(CallId call, control::Reply reply);

    /// Logs the line, unless too many of its kind are; text is already printable().
    void log(Now now, LogKind kind, std::string text);

    /// Time has passed: logs how many lines were left out, when it is time for that.
    void advance(Now now) { limiter_.advance(now.steady, outputs_.log); }
    std::optional<SteadyTime> next_deadline() const { return limiter_.next_deadline(); }

    /// How many datagrams the turn has led to so far.
    std::size_t datagrams() const { return datagrams_; }

    std::span<const Record> records() const { return records_; }

    /// Ends the turn: the journal has its records. What is returned may be seen.
    Outputs committed();

    /// Ends the turn: the journal has none of its records, for the reason given, and none of its
    /// answers holds. Everybody who asked is told so. The roster is not touched, and numbering goes
    /// on after head.
    Outputs rejected(Now now, Sequence head, const JournalError& error);

private:
    using Requester = std::variant<Address, CallId>;

    const RoomOptions& options_;
    Roster& roster_;
    Sequence head_;
    std::vector<Record> records_;
    std::vector<Requester> requesters_;
    Outputs outputs_;
    std::size_t datagrams_ = 0;
    LogLimiter limiter_;
};

} // namespace chatroom
