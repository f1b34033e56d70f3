// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "daemon/core/classic/classic_mail.hpp"
#include "daemon/core/log_limiter.hpp"
#include "daemon/core/names.hpp"
#include "daemon/core/room_options.hpp"
#include "daemon/core/roster.hpp"

#include <map>
#include <utility>
#include <variant>

namespace chatroom {

/// What shall happen next in the room.
struct Proposal {
    EventKind kind = EventKind::announced;
    std::string name = {};
    std::string text = {};
    std::uint32_t client_sequence = 0;
    std::optional<Address> address = {};       ///< Of an `entered`.
    std::optional<sealed::PublicKey> key = {}; ///< Of an `entered` by a sealed member.
    std::optional<Address> except = {};        ///< The classic member who is not told.
};

/// A sealed member who has left or was kicked.
struct DepartedMember {
    Sequence member;
    std::uint32_t session = 0; ///< Which served it, if any did.
    EventKind kind = EventKind::left;
    std::string text; ///< Why it was kicked.
};

/// What happens between two commits. Requests propose events here; they are numbered and applied to
/// the roster at once, so that the next request of the turn sees their effect, but nobody outside
/// learns of them before the journal has them.
class Turn {
public:
    Turn(const RoomOptions& options, Roster& roster, Names& names, Sequence head)
        : options_(options), roster_(roster), names_(names), head_(head) {}

    /// Somebody asked for something and waits for an answer. If the journal fails, this is whom the
    /// room must tell.
    void asked(const Address& sender);
    void asked(CallId call);

    /// Lets the event happen as the next one and tells every classic member that is inside after
    /// it, but for those whose port is closed. Returns the event as it is numbered,
    /// valid until the next one.
    const Event& propose(Now now, Proposal proposal);

    /// The name belongs to the key in it from now on, with what is remembered of the owner.
    void keep(StoredName name);

    /// The name, as stored, belongs to nobody any more.
    void release(std::string_view exact_name);

    /// The member is reached there from now on.
    void move(Sequence member, const Address& address);

    /// The number of the latest event, proposed or in the journal.
    Sequence head() const { return head_; }

    /// Sends one datagram to one address.
    void send(const Address& to, std::string payload);

    /// The farewell, each of its datagrams, to one address.
    void send_farewell(const Address& to);

    void reply(CallId call, control::Reply reply);

    /// Logs the line, unless too many of its kind are; text is already printable().
    void log(Now now, LogKind kind, std::string text);

    /// Logs a datagram that is none of any protocol.
    void log_malformed(Now now, const Address& sender, std::string_view datagram);

    /// Time has passed: logs how many lines were left out, when it is time for that.
    void advance(Now now) { limiter_.advance(now.steady, log_); }
    std::optional<SteadyTime> next_deadline() const { return limiter_.next_deadline(); }

    /// How many datagrams the turn has led to so far.
    std::size_t datagrams() const { return datagrams_; }

    /// What the journal has to keep before anything of the turn may be seen.
    const Batch& batch() const { return batch_; }

    /// Ends the turn: the journal has its batch. What the turn has to say is added to the outputs,
    /// which may be seen now; the records are returned.
    std::vector<Record> committed(Outputs& outputs);

    /// Ends the turn: the journal has nothing of it, for the reason given, and none of its answers
    /// holds. Everybody who asked is told so. Roster and names are not touched, and numbering goes
    /// on after head.
    void rejected(Now now, Sequence head, const JournalError& error, Outputs& outputs);

    /// The sealed members who have gone since the last call; none of a turn that was rejected.
    std::vector<DepartedMember> take_departed() { return std::exchange(departed_, {}); }

    /// What was logged since the last call.
    std::vector<LogLine> take_log() { return std::exchange(log_, {}); }

private:
    using Requester = std::variant<Address, CallId>;

    void depart(Now now, const Event& departure);
    void keep_owner(Now now, const Event& departure, const Member& member);

    const RoomOptions& options_;
    Roster& roster_;
    Names& names_;
    Sequence head_;
    Batch batch_;
    std::map<std::string, std::size_t, std::less<>> kept_; ///< Where in the batch each name is.
    std::vector<Requester> requesters_;
    ClassicMail mail_;
    std::vector<ControlReply> replies_;
    std::vector<DepartedMember> departed_;
    std::vector<LogLine> log_;
    std::size_t datagrams_ = 0;
    LogLimiter limiter_;
};

} // namespace chatroom
