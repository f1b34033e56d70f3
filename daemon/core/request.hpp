// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "daemon/core/member.hpp"
#include "daemon/core/outputs.hpp"
#include "daemon/core/rules.hpp"
#include "protocol/classic_wording.hpp"

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace chatroom {

/// Names a session of the sealed protocol.
struct SessionIndex {
    std::uint32_t value = 0;

    auto operator<=>(const SessionIndex&) const = default;
};

/// Who asks, and whom the door has to answer: a classic address, a sealed session, a call of the
/// administrator's; or the room itself, which waits for nothing.
using Requester = std::variant<std::monostate, Address, SessionIndex, CallId>;

/// What the room may be asked to change. A request is a value that says nothing about how things
/// stand: it is decided when its turn has come, and once more if another node was faster.
namespace request {

/// Whoever asks wants to come in.
struct Enter {
    /// What only programs of the sealed protocol say.
    struct Program {
        sealed::PublicKey key;
        sealed::Instance instance;
        bool is_resuming = false;
        Sequence seen; ///< Of one that resumes: up to where it has all events.
        /// Set by one that is not to enter while another is there under the name; but not while the
        /// one of this instance seems to be, which has ended.
        std::optional<sealed::Instance> unless_here{};
    };

    std::string name; ///< Whatever was asked for; it is not judged yet.
    DoorKind door = DoorKind::classic;
    Address address;
    Rare<Address> reached_at{}; ///< If that is elsewhere: a gateway speaks for it.
    std::optional<Program> program{};
};

/// Whoever asks says something.
struct Say {
    std::optional<std::string> claimed_name{}; ///< Under which name, if that is said each time.
    std::vector<std::string> texts;            ///< Each is clean and fits an event.
    std::uint32_t first = 0; ///< The client sequence of the first text; 0: they have none.
    /// The client sequence of a text that is not clean, which ends the others; 0 if there is none.
    std::uint32_t unclean = 0;
    /// What to tell whoever may speak and said no text that anybody could.
    std::optional<classic::Refusal> otherwise{};
};

/// Whoever asks will not say these any more: what follows them may be taken.
struct GiveUp {
    std::uint32_t first = 0;
    std::uint32_t last = 0;
};

/// Whoever asks leaves.
struct Leave {
    std::optional<std::string> claimed_name{};
    std::uint32_t last = 0; ///< Once the message of that client sequence is taken.
};

/// What was asked for is refused whatever the state of the room; the answer comes in its turn.
struct Reject {
    classic::Refusal refusal;
    std::string name{}; ///< Of which it was asked.
};

/// A door has given the member up.
struct Retire {
    Sequence member;
    std::string_view why; ///< A literal, for the log.
};

/// A door reaches the member there from now on.
struct Move {
    Sequence member;
    Address address;
    Rare<Address> reached_at{}; ///< As in Enter.
};

/// So far the members have read.
struct KeepCursors {
    std::vector<std::pair<Sequence, Sequence>> cursors; ///< Who, and up to where.
};

/// Names that had not been used for long at that time are to be free again: all under which nothing
/// was ever said, and so many others, those first that were used longest ago.
struct ForgetNames {
    WallTime time;
    std::size_t most = 0;
};

/// Names under which nothing was ever said are to be free again, but for those who are inside.
struct ReleaseUnused {};

/// What ended at that time or before is to be lifted.
struct LiftOver {
    WallTime time;
};

/// This node is there.
struct Beat {};

/// That node, which has said nothing since the beat, is not there any more: its members are this
/// one's.
struct TakeOver {
    std::string node;
    std::uint64_t beat = 0; ///< 0: it has never said that it is there.
};

/// The settings are to be kept once more as they are, to see whether anything can be kept.
struct KeepSettings {};

struct Announce {
    std::vector<std::string> parts; ///< One at least; each is clean and fits an event.
    bool is_pinned = false;         ///< Then it is one.
};

/// How long a measure is to hold; nothing: for ever.
using Length = std::optional<std::chrono::seconds>;

struct Kick {
    std::string name;
    std::string reason; ///< Clean; empty if none is given.
    Length ban{};       ///< Nothing: none.
};

struct Ban {
    std::string target; ///< As Sanction has it; empty: whoever has the name.
    std::string name;
    std::string reason; ///< Clean; empty if none is given.
    Length length{};
};

struct Unban {
    std::string target;
};

struct Mute {
    std::optional<std::string> name; ///< Nothing: everybody.
    Length length{};
};

struct Unmute {
    std::optional<std::string> name; ///< Nothing: everybody.
};

/// Whether limits of speed are not for whoever has the name.
struct Exempt {
    std::string name;
    bool is_exempt = true;
};

/// The member floods the room.
struct Restrain {
    Sequence member;
};

struct Lock {
    bool is_locked = true;
};

struct Slow {
    std::chrono::seconds between_lines{0}; ///< 0: as they like.
};

struct SetTopic {
    /// Clean, at most max_topic_bytes; empty: none. Nothing: it stays as it is, and is only shown.
    std::optional<std::string> text{};
};

struct Unpin {};

/// The text of what was said or announced is to be forgotten.
struct Recall {
    Sequence number{};             ///< Which; 0: all that somebody has said.
    std::string name{};            ///< Who that is,
    std::chrono::seconds since{0}; ///< how long ago it was said at most,
    Sequence before{};             ///< and in front of which number; 0: of none.
};

struct Release {
    std::string name;
};

} // namespace request

struct Request {
    Requester requester;
    std::variant<request::Enter, request::Say, request::GiveUp, request::Leave, request::Reject,
                 request::Retire, request::Move, request::KeepCursors, request::ForgetNames,
                 request::LiftOver, request::KeepSettings, request::Announce, request::Kick,
                 request::Release, request::Ban, request::Unban, request::Mute, request::Unmute,
                 request::Lock, request::Slow, request::SetTopic, request::Unpin,
                 request::ReleaseUnused, request::Recall, request::Exempt, request::Restrain,
                 request::Beat, request::TakeOver>
        what;
};

/// How many events the request makes at most, but for a ban, which makes one for everybody it hits.
std::size_t events_of(const Request& request);

/// What has become of a request, told when the journal has decided it.
namespace answer {

struct Refused {
    classic::Refusal refusal;
    classic::RefusalDetails details{};

    /// Whether it is a line that was too much for now, and may be taken when it comes again later.
    bool is_for_now() const {
        return refusal == classic::Refusal::too_fast || refusal == classic::Refusal::muted;
    }

    std::string words(classic::Language language) const {
        return classic::refusal_text(language, refusal, details);
    }
};

/// It is inside as it was before.
struct Repeated {};

struct Entered {
    Sequence member;
    MemberName name;                   ///< As the room shows it.
    bool is_new = true;                ///< It was not inside before.
    bool is_resumed = false;           ///< The program is the one that had the name last.
    std::uint32_t client_sequence = 0; ///< The last of its messages that were taken.
    Sequence cursor;                   ///< Up to there it has, or need not have, all events.
    Sequence past;                     ///< Events up to there happened before.
    std::string former_name{};         ///< Of whom it was until then; empty of a newcomer.
};

/// Another program of the same owner has entered since.
struct Superseded {};

/// The program was kicked while it was away.
struct Expelled {
    std::string reason;
};

struct Said {
    std::uint32_t last_client_sequence = 0;
    Sequence first; ///< The events; none if first is 0: they were said before.
    Sequence last;
    std::optional<Refused>
        rest{}; ///< Why the texts behind those were not said; nothing if all were.
};

/// It comes after messages that are missing.
struct OutOfOrder {
    std::uint32_t last_client_sequence = 0; ///< The last that was taken.
};

struct Left {
    std::string name;
};

struct Announced {
    Sequence sequence; ///< The number of the last part.
    std::size_t members = 0;
};

struct Kicked {
    Sequence sequence;
    std::string name;
    std::string target{};            ///< Of the ban; empty if it is none.
    std::vector<std::string> also{}; ///< Who else was hit by it, and is not inside any more.
};

struct Banned {
    std::string target;
    std::string whom; ///< The name that was asked for; empty if none was.
    std::optional<WallTime> until;
    std::vector<std::string> kicked; ///< Those inside whom it hit.
};

struct Unbanned {
    std::string target;
};

struct Muted {
    Sequence sequence;
    std::string name; ///< Empty: everybody.
    std::optional<WallTime> until;
    std::vector<std::string> also; ///< Who else inside is hit.
};

/// What was asked for is so now. The number of the event is 0 if it was so before.
struct Done {
    Sequence sequence;
    std::string name{}; ///< Whom it is about.
};

/// There are as many sanctions as there may be.
struct TooManySanctions {};

struct Recalled {
    Sequence sequence;
    std::string name; ///< Who had said it; empty: it was an announcement.
    Sequence first;
    Sequence last;
    std::size_t count = 1; ///< How many messages between those two were its author's.
    Sequence before{};     ///< What is in front of that was not looked at; 0: nothing is.
};

/// There is nothing that could be recalled.
struct NotRecalled {
    enum class Why : std::uint8_t {
        missing,    ///< There is no event of that number.
        no_message, ///< It is neither a message nor an announcement.
        recalled,   ///< It has been already.
        nothing,    ///< Nobody of that name has said anything there.
        unreadable, ///< The journal cannot be read.
    };

    Why why = Why::missing;
    EventKind kind{};    ///< Of what is no message.
    Sequence before{};   ///< If there is nothing, as in Recalled.
    std::string fault{}; ///< What is wrong with the journal.
};

struct Released {
    std::string name;
};

/// So many members have another node now.
struct TakenOver {
    std::size_t members = 0;
};

/// These are free again.
struct Forgotten {
    std::vector<std::string> names;
};

/// There is nobody, or nothing, of the name.
struct NotFound {};

/// The name cannot be released: its owner is in the room.
struct OwnerInside {
    std::string name;
};

/// The journal does not have it. Nothing has changed.
struct NotSaved {};

} // namespace answer

/// monostate: there is nothing to say.
using Answer =
    std::variant<std::monostate, answer::Refused, answer::Repeated, answer::Entered,
                 answer::Superseded, answer::Expelled, answer::Said, answer::OutOfOrder,
                 answer::Left, answer::Announced, answer::Kicked, answer::Released,
                 answer::Forgotten, answer::Banned, answer::Unbanned, answer::Muted, answer::Done,
                 answer::TooManySanctions, answer::Recalled, answer::NotRecalled, answer::NotFound,
                 answer::OwnerInside, answer::TakenOver, answer::NotSaved>;

/// What was refused, be it all or the rest of what was said; null if nothing was.
const answer::Refused* refusal_in(const Answer& answer);

} // namespace chatroom
