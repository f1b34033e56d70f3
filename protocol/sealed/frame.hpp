// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "protocol/event.hpp"
#include "protocol/greeting.hpp"
#include "protocol/sealed/transport.hpp"
#include "protocol/sealed/version.hpp"

#include <array>
#include <bitset>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

/// The frames of PROTOCOL.md as values.
namespace chatroom::sealed {

/// Which run of which program a client sequence belongs to; 0 is none.
struct Instance {
    std::uint64_t value = 0;
    auto operator<=>(const Instance&) const = default;
};

using Token = std::array<std::uint8_t, 8>;

/// How many events may be acknowledged out of order, and so be in flight.
inline constexpr std::size_t event_window = 256;

/// Sent by the client.
struct Enter {
    bool is_resuming = false;
    Instance instance;
    Sequence seen;
    std::string name; ///< At most 255 bytes; whether it may be a name is not looked at.
    bool operator==(const Enter&) const = default;
};

struct Say {
    std::uint32_t first = 1;
    std::vector<std::string> texts; ///< 1 to 255, each at most max_event_text_bytes bytes.
    bool operator==(const Say&) const = default;
};

struct Ack {
    Sequence cumulative;
    Sequence watermark;
    std::bitset<event_window> received; ///< Bit i: event cumulative + 2 + i.
    bool operator==(const Ack&) const = default;
};

struct Leave {
    std::uint32_t last = 0;
    bool operator==(const Leave&) const = default;
};

struct Ping {
    bool operator==(const Ping&) const = default;
};

struct Response {
    Token token{};
    bool operator==(const Response&) const = default;
};

/// These messages, which were not said, are not going to be. Since version 2.
struct GivenUp {
    std::uint32_t first = 1;
    std::uint32_t last = 1; ///< Not before first.
    bool operator==(const GivenUp&) const = default;
};

/// Who has that event? Since version 2; older programs of it do not answer.
struct AskDelivered {
    Sequence event;
    bool operator==(const AskDelivered&) const = default;
};

/// What PROGRAM has room for: a name and a version.
inline constexpr std::size_t max_program_bytes = 64;

/// What program this is, for the administrator's eyes. Since version 2; older programs of it do not
/// say.
struct Program {
    std::string name; ///< "chatroom-client 0.2.0", at most max_program_bytes bytes.
    bool operator==(const Program&) const = default;
};

/// Who is inside? Since version 2; older programs of it do not answer, here and below.
struct AskMembers {
    std::uint32_t question = 0; ///< Any number, which comes back.
    Sequence after;             ///< Those that entered by an event behind that one.
    std::string pattern;        ///< What the names contain, at most max_name_bytes bytes.
    bool operator==(const AskMembers&) const = default;
};

/// What happened before that event?
struct AskOlder {
    Sequence before;
    bool operator==(const AskOlder&) const = default;
};

/// In front of ENTER: not if another program of the same owner is there under the name. Since
/// version 2; older servers of it take no notice.
struct UnlessHere {
    Instance former; ///< Of a program that is known to have ended, which is none; may be 0.
    bool operator==(const UnlessHere&) const = default;
};

/// For whom this program speaks, in front of ENTER: a gateway such as chatroom-web knows. Since
/// version 2; older programs of it do not say, and a server believes only those that it is told to.
struct From {
    std::array<std::uint8_t, 16> ip{}; ///< As in Address.
    bool operator==(const From&) const = default;
};

using ClientFrame = std::variant<Enter, Say, Ack, Leave, Ping, Response, GivenUp, AskDelivered,
                                 Program, AskMembers, AskOlder, UnlessHere, From>;

/// Sent by the server.
struct Welcome {
    bool is_resumed = false;
    Sequence entered;
    Sequence cursor;
    Sequence past;
    std::uint32_t client_sequence = 0;
    std::string name;
    bool operator==(const Welcome&) const = default;
};

/// Since version 2 there may be more, which the text explains.
enum class RefusalReason : std::uint8_t {
    name_not_allowed = 1,
    name_owned = 2,
    name_taken = 3,
    already_inside = 4,
    room_full = 5,
    too_many_names = 6,
    not_saved = 7,
    // Since version 2:
    banned = 8,
    locked = 9,
    too_many_from_there = 10,
    enters_too_often = 11,
    here_elsewhere = 12, ///< See UnlessHere.
};

struct Refused {
    RefusalReason reason = RefusalReason::name_not_allowed;
    std::string text; ///< At most 255 bytes.
    bool operator==(const Refused&) const = default;
};

struct Events {
    std::vector<Event> events; ///< 1 to 255, consecutive.
    bool operator==(const Events&) const = default;
};

enum class GapReason : std::uint8_t { trimmed = 1, never_given = 2 };

struct Gap {
    Sequence first;
    Sequence last; ///< Not before first.
    GapReason reason = GapReason::trimmed;
    bool operator==(const Gap&) const = default;
};

/// Why the GAP that follows is there: some of these numbers were given, and the server has lost
/// what had them, or may have. Since version 2.
struct Lost {
    Sequence first;
    Sequence last; ///< Not before first.
    bool operator==(const Lost&) const = default;
};

struct Watermark {
    Sequence sequence;
    bool operator==(const Watermark&) const = default;
};

struct Pong {
    bool operator==(const Pong&) const = default;
};

struct Challenge {
    Token token{};
    bool operator==(const Challenge&) const = default;
};

enum class CloseReason : std::uint8_t { left = 1, kicked = 2, superseded = 3, away_too_long = 4 };

struct Closed {
    CloseReason reason = CloseReason::left;
    std::string text; ///< At most max_event_text_bytes bytes.
    bool operator==(const Closed&) const = default;
};

/// Later versions may have more.
enum class NotSaidReason : std::uint8_t {
    not_clean = 1,
    too_fast = 2,
    muted = 3,
    out_of_order = 4,
    not_saved = 5,
    too_many = 6,
};

/// What NOT_SAID has room for: a line in the room's language.
inline constexpr std::size_t max_not_said_text_bytes = 120;

/// These messages of SAY were not taken. Since version 2.
struct NotSaid {
    std::uint32_t first = 1;
    std::uint32_t last = 1; ///< Not before first.
    NotSaidReason reason = NotSaidReason::not_clean;
    std::uint16_t retry_after_seconds = 0; ///< 0: it is not worth trying again.
    std::string text;                      ///< At most max_not_said_text_bytes bytes.
    bool operator==(const NotSaid&) const = default;
};

/// For a program that has just come in: a topic of at most max_topic_bytes bytes, an announcement
/// of at most max_pinned_bytes. Since version 2; older servers of it say only these two.
using chatroom::Greeting;

/// How much a member may say; 0 a second: there is no limit. Since version 2.
struct Limits {
    std::uint32_t lines_per_second = 0;
    std::uint32_t lines_at_once = 0; ///< After a rest.
    std::uint32_t bytes_per_second = 0;
    std::uint32_t bytes_at_once = 0; ///< Likewise.
    bool operator==(const Limits&) const = default;
};

/// Whether what is said can be kept just now. Since version 2.
struct Condition {
    bool can_keep = true;
    bool operator==(const Condition&) const = default;
};

/// Those of whom one thing is so: how many they are, and the names of some of them.
struct Crowd {
    std::uint32_t count = 0;
    std::vector<std::string> names; ///< At most 255, and not more than they are.
    bool operator==(const Crowd&) const = default;
};

/// What the names in DELIVERED may take, each with its length: a datagram, with what else it has.
inline constexpr std::size_t max_delivered_names_bytes = 1000;
/// What DELIVERED takes beside them.
inline constexpr std::size_t bare_delivered_bytes = 1 + 2 + 8 + 4 * (4 + 1);

/// Who has the event, of those who are inside; nobody is anything if there is no such event. Since
/// version 2.
struct Delivered {
    Sequence event;
    Crowd lacking{};
    Crowd having{};
    Crowd later{}; ///< They came in behind it, and need not have it.
    Crowd mute{};  ///< They have classic programs, which cannot say.
    bool operator==(const Delivered&) const = default;
};

/// What the names in MEMBERS may take, each with its length.
inline constexpr std::size_t max_members_names_bytes = max_delivered_names_bytes;
/// What MEMBERS takes beside them.
inline constexpr std::size_t bare_members_bytes = 1 + 2 + 4 + 4 + 8 + 1;

/// A page of those who are inside. Since version 2.
struct Members {
    std::uint32_t question = 0;
    std::uint32_t count = 0;        ///< On all pages.
    Sequence next;                  ///< After which the others are; 0: there are none.
    std::vector<std::string> names; ///< At most 255, and not more than they are.
    bool operator==(const Members&) const = default;
};

/// What the events in OLDER may take.
inline constexpr std::size_t max_older_events_bytes = 1100;
/// What OLDER takes beside them.
inline constexpr std::size_t bare_older_page_bytes = 1 + 2 + 8 + 8 + 1;

/// So many of them one event takes.
std::size_t older_event_bytes(const Event& event);

/// A page of the past. Since version 2.
struct Older {
    Sequence before;
    Sequence next;             ///< Before which there may be more; 0: there is nothing.
    std::vector<Event> events; ///< At most 255, in order, all before.
    bool operator==(const Older&) const = default;
};

using ServerFrame =
    std::variant<Welcome, Refused, Events, Gap, Watermark, Pong, Challenge, Closed, NotSaid,
                 Greeting, Delivered, Limits, Lost, Members, Older, Condition>;

/// The frames of a plaintext in a session of that version, PAD and what may be skipped left out;
/// nothing if it is anything but whole frames within their limits: types, kinds and reasons that
/// are none, ranges that end before they begin, counts of zero, numbers of events and messages that
/// are 0 or have none after them, an event about one that is not earlier, an instance of 0, times
/// that overflow, an event that cannot have its name, or none, names and texts beyond their lengths
/// or that are not UTF-8 (but for the name in ENTER, which is judged later). Whether a text is
/// clean is not looked at.
std::optional<std::vector<ClientFrame>>
decode_client_frames(std::string_view plaintext, std::uint8_t version = all_versions.highest);
std::optional<std::vector<ServerFrame>>
decode_server_frames(std::string_view plaintext, std::uint8_t version = all_versions.highest);

/// One frame as bytes. The bitmap of an ACK ends with its last byte that is not zero.
std::string encode(const ClientFrame& frame);
std::string encode(const ServerFrame& frame);

/// Packs events into one EVENTS frame.
class EventsWriter {
public:
    /// The frame may take so many bytes. In a version that has no such thing an event is told
    /// without what it is about.
    explicit EventsWriter(std::size_t max_bytes, std::uint8_t version = all_versions.highest)
        : max_bytes_(max_bytes), version_(version) {}

    /// Adds the event, which follows the one before and is of a kind that the version has; false,
    /// and nothing happens, if it does not fit (in bytes, in the count, or its time in an offset).
    bool add(const Event& event);

    /// The frame; empty if nothing was added.
    const std::string& bytes() const { return bytes_; }

private:
    std::size_t max_bytes_;
    std::uint8_t version_;
    std::string bytes_;
    std::uint8_t count_ = 0;
    WallTime first_time_; ///< Of the first event; the others' times are offsets from it.
    Sequence last_;
};

} // namespace chatroom::sealed
