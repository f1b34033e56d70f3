// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "protocol/classic_wording.hpp"
#include "protocol/event.hpp"
#include "protocol/greeting.hpp"
#include "protocol/sealed/frame.hpp"
#include "protocol/sealed/keys.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace chatroom {

/// The time of deadlines. It is passed in, so that a session has no clock of its own.
using TimePoint = std::chrono::steady_clock::time_point;

/// What the network can report about a datagram that was sent.
enum class Trouble {
    port_closed, ///< The host is there but nothing listens at the port (ICMP port unreachable).
    no_route,    ///< Anything else: the datagram could not be sent or cannot arrive.
};

/// What a session has to say for itself; the wording is chosen where it is shown.
enum class Notice {
    server_unreachable,
    server_reachable_again,
    nothing_is_kept, ///< The server is there, but cannot keep what is said just now,
    kept_again,      ///< and now it can.
};

enum class EndReason {
    left,             ///< The server has said goodbye.
    left_unconfirmed, ///< The server was told, but its goodbye did not come.
    never_entered,    ///< There was nothing to leave.
    no_answer,
    ignored, ///< The server is there but does not let us in.
    nothing_listens,
    no_route,
    kicked,             ///< The detail is the reason, or empty.
    dismissed,          ///< The server has said goodbye and was not asked to.
    superseded,         ///< Another program with the same identity has entered under the name.
    server_key_changed, ///< The detail is the fingerprint of the key that the server has now.
    other_fingerprint,  ///< Than the one that was asked for; the detail is the server's.
    other_version,      ///< The detail is the version of the protocol that the server speaks.
};

struct SendDatagram {
    std::string bytes;
    bool operator==(const SendDatagram&) const = default;
};

/// A line from the room, as it came: it must go through displayable() before it is shown.
struct ShowLine {
    std::string text;
    bool operator==(const ShowLine&) const = default;
};

/// The text was not sent: it is longer than the protocol allows.
struct TextTooLong {
    std::size_t max_bytes = 0;
    bool operator==(const TextTooLong&) const = default;
};

/// The text was not sent: it is not UTF-8, or UTF-8 that is damaged.
struct TextNotUtf8 {
    bool operator==(const TextNotUtf8&) const = default;
};

struct Tell {
    Notice notice;
    bool operator==(const Tell&) const = default;
};

/// The name, or whoever has it, was refused: enter() may be called again, unless Entered follows.
struct NameRefused {
    std::string reason; ///< In the room's language, and as hostile as any line.
    /// The same reason, if it is one that we have words for ourselves.
    std::optional<classic::Refusal> refusal = std::nullopt;
    /// The same as the protocol calls it; nothing with the classic one.
    std::optional<sealed::RefusalReason> code = std::nullopt;
    bool operator==(const NameRefused&) const = default;
};

/// We are inside.
struct Entered {
    /// Our name as the room shows it, if the room says so: it may be written otherwise than it was
    /// asked for. As hostile as any line.
    std::string name = {};
    bool operator==(const Entered&) const = default;
};

/// The last output; every later input is ignored.
struct Ended {
    EndReason reason;
    std::string detail = {}; ///< As hostile as any line.
    bool operator==(const Ended&) const = default;
};

/// Names a message of our own, from say() until it is marked `everywhere`, `failed` or `recalled`.
struct MessageId {
    std::uint64_t value = 0;
    auto operator<=>(const MessageId&) const = default;
};

/// One of the messages of which the text of a say() consists; its mark is "pending" at first.
struct Said {
    MessageId message;
    std::string text;
    bool operator==(const Said&) const = default;
};

/// What has become of a message; it goes one way, `failed` only if it was not `in_journal`, and
/// `recalled` only if it was.
enum class Mark {
    in_journal, ///< The journal has it: it is not lost any more.
    everywhere, ///< Everybody who is in the room has it.
    failed,     ///< It was not said, or nobody can know.
    recalled,   ///< The administrator has taken it back: it is not to be shown again.
};

struct Marked {
    MessageId message;
    Mark mark;
    bool operator==(const Marked&) const = default;
};

/// The room has not taken something that was said. What is not sent again for that reason is marked
/// as failed after this; the rest is sent again when it is time.
struct NotTaken {
    sealed::NotSaidReason reason;
    std::string text;                    ///< In the room's language, and as hostile as any line.
    std::chrono::seconds retry_after{0}; ///< 0: nobody knows when it is worth trying again.
    bool is_final = true;                ///< Whether something is marked as failed.
    sealed::Limits limits{};             ///< Of what may be said, as far as they were told.
    std::chrono::seconds slow{0};        ///< Between two lines; 0: the room is not slow, or untold.
    bool operator==(const NotTaken&) const = default;
};

/// Something that happened in the room. It may be of a kind that is not known here. What it says is
/// as hostile as any line.
struct ShowEvent {
    Event event;
    bool is_past = false;                        ///< It happened before this program came.
    std::optional<MessageId> own = std::nullopt; ///< Set if it is one of our messages.
    bool operator==(const ShowEvent&) const = default;
};

/// The events between the one shown last and the next are no longer kept.
struct ShowGap {
    std::uint64_t count = 0;
    bool is_lost = false; ///< The server has lost some of them; nobody knows how many there were.
    bool operator==(const ShowGap&) const = default;
};

/// Everything that happened before this program came has been shown. It comes once.
struct PastEnded {
    bool operator==(const PastEnded&) const = default;
};

/// What whoever comes in should know. As hostile as any line.
struct ShowGreeting {
    Greeting greeting;
    bool operator==(const ShowGreeting&) const = default;
};

/// Who has an event; nothing if the server does not tell. What is in it is as hostile as any line.
struct ShowDelivery {
    Sequence event;
    std::optional<sealed::Delivered> delivered;
    bool operator==(const ShowDelivery&) const = default;
};

/// Who is inside; nothing if the server does not tell. What is in it is as hostile as any line.
struct ShowMembers {
    std::string pattern; ///< What the names contain.
    std::optional<sealed::Crowd> members = std::nullopt;
    bool operator==(const ShowMembers&) const = default;
};

/// What happened before what was shown first; nothing if the server does not tell.
struct ShowOlder {
    std::optional<std::vector<Event>> events = std::nullopt; ///< In order.
    bool is_all = true; ///< There is nothing older that may be seen.
    bool operator==(const ShowOlder&) const = default;
};

/// The server has proven that it has this key.
struct ServerKey {
    sealed::PublicKey key;
    bool is_accepted = true; ///< It is to be remembered; else only shown, as one may yet turn away.
    bool operator==(const ServerKey&) const = default;
};

/// The room has a passphrase and none was given, or another one: passphrase() goes on. Whose room
/// it is has been said before, by ServerKey.
struct PassphraseNeeded {
    bool was_wrong = false;
    bool operator==(const PassphraseNeeded&) const = default;
};

/// The way to the server may have changed, or the server is gone: what follows is to be sent from
/// another socket and, where the room has several addresses, to the next one.
struct NewSocket {
    /// Only an answer is missing so far, which may still come: a room that has one address keeps
    /// its socket.
    bool is_for_another_address = false;
    bool operator==(const NewSocket&) const = default;
};

using Output =
    std::variant<SendDatagram, ShowLine, TextTooLong, TextNotUtf8, Tell, NameRefused, Entered,
                 Ended, Said, Marked, NotTaken, ShowEvent, ShowGap, PastEnded, ShowGreeting,
                 ShowDelivery, ShowMembers, ShowOlder, ServerKey, PassphraseNeeded, NewSocket>;

/// One person's stay in a room, whatever the protocol. Sans-I/O: inputs are the calls, outputs are
/// drained as values, and next_deadline() says when to call advance().
class Session {
public:
    virtual ~Session() = default;

    /// Asks to enter under the name. Only outside the room: at first, and after NameRefused. The
    /// room may let in after NameRefused all the same, as what asks for it is sent several times:
    /// then Entered follows, and from there on this does nothing.
    virtual void enter(TimePoint now, std::string_view name) = 0;

    /// The same, but another program of ours that is there under the name keeps its place: then
    /// NameRefused has the reason here_elsewhere. What seems to be the program of the instance
    /// `former` is none, as that has ended. Where nobody knows of such programs it is enter().
    virtual void enter_unless_here(TimePoint now, std::string_view name,
                                   sealed::Instance /*former*/) {
        enter(now, name);
    }

    /// Which program this is, for the one after it; 0 if the protocol has no such thing.
    virtual sealed::Instance instance() const { return {}; }

    /// Says the text, which must not be empty. Only while ready_for_text().
    virtual void say(TimePoint now, std::string_view text) = 0;

    /// The passphrase of the room, in answer to PassphraseNeeded.
    virtual void passphrase(TimePoint /*now*/, std::string_view /*passphrase*/) {}

    /// Asks who has the event, of which ShowDelivery tells; 0: the latest of our own that is in the
    /// journal.
    virtual void ask_delivered(TimePoint /*now*/, Sequence /*event*/) {}

    /// Asks who is inside, of those whose names contain the pattern, of which ShowMembers tells.
    virtual void ask_members(TimePoint /*now*/, std::string_view /*pattern*/) {}

    /// Asks what happened before all that was told so far, or before that event, of a program that
    /// shows less or more: that many events, at least one, which ShowOlder has.
    virtual void ask_older(TimePoint /*now*/, std::size_t /*count*/,
                           std::optional<Sequence> /*before*/) {}

    /// Nothing more is to be said: leaves as leave() does, but waits for the receipts of what was
    /// said as long as the server gives hope.
    virtual void finish(TimePoint now) { leave(now); }

    /// Leaves: what was said has a few seconds, and fails if the server does not take it in them.
    /// Said a second time, it does not wait for the server's goodbye any longer.
    virtual void leave(TimePoint now) = 0;

    /// A datagram has come from the server.
    virtual void datagram(TimePoint now, std::string_view bytes) = 0;

    /// The network has reported trouble with something that was sent. Anybody can forge that.
    virtual void trouble(TimePoint now, Trouble trouble) = 0;

    /// Time has passed.
    virtual void advance(TimePoint now) = 0;

    /// Whether say() may be called now. It is false for a moment after each text, so that whoever
    /// feeds a file into the room does not outrun the network.
    virtual bool ready_for_text() const = 0;

    /// When advance() has to be called next; nothing if time alone changes nothing.
    virtual std::optional<TimePoint> next_deadline() const = 0;

    /// What has to be done, in order; empty once it was taken.
    virtual std::vector<Output> take_outputs() = 0;
};

} // namespace chatroom
