// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/bytes.hpp"
#include "base/utf8.hpp"
#include "protocol/member_name.hpp"
#include "protocol/sealed/frame.hpp"
#include "protocol/sealed/frame_form.hpp"
#include "protocol/text.hpp"

#include <concepts>
#include <limits>

namespace chatroom::sealed {

namespace {

/// No event has this number, as none could come after it.
constexpr auto last_number = std::numeric_limits<std::uint64_t>::max();

/// A kind or reason, of which the last is given and the first is 1.
template <typename Enum>
Enum read_enum(ByteReader& reader, Enum last) {
    const auto number = reader.number<std::uint8_t>();
    reader.require(number >= 1 && number <= static_cast<std::uint8_t>(last));
    return Enum{number};
}

template <std::unsigned_integral Length>
std::string_view read_text(ByteReader& reader, std::size_t max_bytes) {
    const auto text = reader.counted_text<Length>();
    reader.require(text.size() <= max_bytes && is_utf8(text));
    return text;
}

std::string_view read_name(ByteReader& reader) {
    const auto name = read_text<std::uint8_t>(reader, max_name_bytes);
    reader.require(!name.empty());
    return name;
}

bool read_resume_flag(ByteReader& reader) {
    return (reader.number<std::uint8_t>() & resume_flag) != 0;
}

Sequence read_sequence(ByteReader& reader) {
    return {reader.number<std::uint64_t>()};
}

/// Whether so many things (at least one) can be numbered from the first on: none has the number 0,
/// and after the last comes another number, so that nobody who counts on begins anew.
template <std::unsigned_integral Number>
bool is_numberable(Number first, std::uint64_t count) {
    return first >= 1 && count >= 1 && count <= std::numeric_limits<Number>::max() - first;
}

Enter read_enter(ByteReader& reader) {
    Enter enter;
    enter.is_resuming = read_resume_flag(reader);
    enter.instance = {reader.number<std::uint64_t>()};
    reader.require(enter.instance != Instance{});
    enter.seen = read_sequence(reader);
    enter.name = reader.counted_text<std::uint8_t>();
    return enter;
}

Say read_say(ByteReader& reader) {
    Say say;
    say.first = reader.number<std::uint32_t>();
    const auto count = reader.number<std::uint8_t>();
    reader.require(is_numberable(say.first, count));
    say.texts.reserve(count);
    for (unsigned i = 0; i < count; ++i) {
        say.texts.emplace_back(read_text<std::uint16_t>(reader, max_event_text_bytes));
    }
    return say;
}

Ack read_ack(ByteReader& reader) {
    Ack ack;
    ack.cumulative = read_sequence(reader);
    ack.watermark = read_sequence(reader);
    const auto bitmap = reader.counted_text<std::uint8_t>();
    reader.require(bitmap.size() <= event_window / 8);
    reader.require(ack.cumulative.value < last_number - 8 * bitmap.size());
    for (auto byte = bitmap.rbegin(); byte != bitmap.rend(); ++byte) {
        ack.received <<= 8;
        ack.received |= static_cast<std::uint8_t>(*byte);
    }
    return ack;
}

Welcome read_welcome(ByteReader& reader) {
    Welcome welcome;
    welcome.is_resumed = read_resume_flag(reader);
    welcome.entered = read_sequence(reader);
    welcome.cursor = read_sequence(reader);
    welcome.past = read_sequence(reader);
    welcome.client_sequence = reader.number<std::uint32_t>();
    welcome.name = read_name(reader);
    return welcome;
}

Refused read_refused(ByteReader& reader, std::uint8_t version) {
    Refused refused;
    constexpr RefusalReason any{std::numeric_limits<std::uint8_t>::max()};
    refused.reason = read_enum(reader, can_grow(version) ? any : RefusalReason::not_saved);
    refused.text = read_text<std::uint8_t>(reader, std::numeric_limits<std::uint8_t>::max());
    return refused;
}

/// The kind, and what the event is about, which is earlier.
void read_kind(ByteReader& reader, Event& event, std::uint8_t version) {
    const auto byte = reader.number<std::uint8_t>();
    event.kind = EventKind{static_cast<std::uint8_t>(byte & max_event_kind)};
    reader.require(event.kind != EventKind{} && has_kind(version, event.kind));
    if ((byte & about_flag) != 0) {
        event.about = read_sequence(reader);
        reader.require(can_grow(version) && event.about != Sequence{} &&
                       event.about < event.sequence);
    }
}

/// Whom the event is about; of kinds that are not known anybody or nobody.
std::string_view read_event_name(ByteReader& reader, EventKind kind) {
    const auto name = read_text<std::uint8_t>(reader, max_name_bytes);
    reader.require(fits_name(kind, !name.empty()));
    return name;
}

Event read_event(ByteReader& reader, Sequence sequence, WallTime base, std::uint8_t version) {
    Event event;
    event.sequence = sequence;
    read_kind(reader, event, version);
    const auto offset = static_cast<std::int32_t>(reader.number<std::uint32_t>());
    WallTime::rep time = 0;
    reader.require(!__builtin_add_overflow(base.time_since_epoch().count(), offset, &time));
    event.time = bounded(WallTime(WallTime::duration(time)));
    event.client_sequence = reader.number<std::uint32_t>();
    event.name = read_event_name(reader, event.kind);
    event.text = read_text<std::uint16_t>(reader, max_event_text_bytes);
    return event;
}

Events read_events(ByteReader& reader, std::uint8_t version) {
    Events result;
    auto sequence = read_sequence(reader);
    const auto time = static_cast<WallTime::rep>(reader.number<std::uint64_t>());
    const auto count = reader.number<std::uint8_t>();
    reader.require(is_numberable(sequence.value, count));
    result.events.reserve(count);
    for (unsigned i = 0; i < count; ++i) {
        result.events.push_back(
            read_event(reader, sequence, WallTime(WallTime::duration(time)), version));
        sequence = sequence.next();
    }
    return result;
}

Gap read_gap(ByteReader& reader) {
    Gap gap;
    gap.first = read_sequence(reader);
    gap.last = read_sequence(reader);
    gap.reason = read_enum(reader, GapReason::never_given);
    reader.require(gap.first.value >= 1 && gap.first <= gap.last && gap.last.value < last_number);
    return gap;
}

Lost read_lost(ByteReader& reader) {
    Lost lost;
    lost.first = read_sequence(reader);
    lost.last = read_sequence(reader);
    reader.require(lost.first.value >= 1 && lost.first <= lost.last &&
                   lost.last.value < last_number);
    return lost;
}

Closed read_closed(ByteReader& reader) {
    Closed closed;
    closed.reason = read_enum(reader, CloseReason::away_too_long);
    closed.text = read_text<std::uint16_t>(reader, max_event_text_bytes);
    return closed;
}

/// Numbers of messages from the first to the last.
template <typename Frame>
void read_range(ByteReader& reader, Frame& frame) {
    frame.first = reader.number<std::uint32_t>();
    frame.last = reader.number<std::uint32_t>();
    reader.require(frame.first >= 1 && frame.first <= frame.last &&
                   frame.last < std::numeric_limits<std::uint32_t>::max());
}

GivenUp read_given_up(ByteReader& reader) {
    GivenUp given_up;
    read_range(reader, given_up);
    return given_up;
}

NotSaid read_not_said(ByteReader& reader) {
    NotSaid not_said;
    read_range(reader, not_said);
    not_said.reason = NotSaidReason{reader.number<std::uint8_t>()};
    reader.require(not_said.reason != NotSaidReason{});
    not_said.retry_after_seconds = reader.number<std::uint16_t>();
    not_said.text = read_text<std::uint8_t>(reader, max_not_said_text_bytes);
    return not_said;
}

Greeting read_greeting(ByteReader& reader) {
    Greeting greeting;
    greeting.topic = read_text<std::uint16_t>(reader, max_topic_bytes);
    greeting.pinned = read_text<std::uint16_t>(reader, max_pinned_bytes);
    if (!reader.is_at_end()) {
        greeting.slow = std::chrono::seconds(reader.number<std::uint16_t>());
        greeting.is_silent = reader.number<std::uint8_t>() != 0;
    }
    return greeting;
}

AskDelivered read_ask_delivered(ByteReader& reader) {
    return {read_sequence(reader)};
}

Program read_program(ByteReader& reader) {
    return {std::string(read_text<std::uint8_t>(reader, max_program_bytes))};
}

From read_from(ByteReader& reader) {
    return {reader.array<sizeof(From::ip)>()};
}

AskMembers read_ask_members(ByteReader& reader) {
    AskMembers asked;
    asked.question = reader.number<std::uint32_t>();
    asked.after = read_sequence(reader);
    asked.pattern = read_text<std::uint8_t>(reader, max_name_bytes);
    return asked;
}

AskOlder read_ask_older(ByteReader& reader) {
    return {read_sequence(reader)};
}

UnlessHere read_unless_here(ByteReader& reader) {
    return {{reader.number<std::uint64_t>()}};
}

Members read_members(ByteReader& reader) {
    Members members;
    members.question = reader.number<std::uint32_t>();
    members.count = reader.number<std::uint32_t>();
    members.next = read_sequence(reader);
    const auto names = reader.number<std::uint8_t>();
    reader.require(names <= members.count);
    for (unsigned i = 0; i < names; ++i) {
        members.names.emplace_back(read_name(reader));
    }
    return members;
}

/// An event of the past, which has a greater number than the one before it.
Event read_older_event(ByteReader& reader, Sequence previous, Sequence before) {
    Event event;
    event.sequence = read_sequence(reader);
    reader.require(event.sequence > previous && event.sequence < before);
    event.time = bounded(
        WallTime(WallTime::duration(static_cast<WallTime::rep>(reader.number<std::uint64_t>()))));
    event.kind = read_enum(reader, EventKind{max_event_kind});
    event.about = read_sequence(reader);
    reader.require(event.about < event.sequence);
    event.client_sequence = reader.number<std::uint32_t>();
    event.name = read_event_name(reader, event.kind);
    event.text = read_text<std::uint16_t>(reader, max_event_text_bytes);
    return event;
}

Older read_older(ByteReader& reader) {
    Older older;
    older.before = read_sequence(reader);
    older.next = read_sequence(reader);
    // Whoever goes on asking comes to an end.
    reader.require(older.next == Sequence{} || older.next < older.before);
    const auto count = reader.number<std::uint8_t>();
    Sequence previous;
    for (unsigned i = 0; i < count; ++i) {
        older.events.push_back(read_older_event(reader, previous, older.before));
        previous = older.events.back().sequence;
    }
    return older;
}

Crowd read_crowd(ByteReader& reader) {
    Crowd crowd;
    crowd.count = reader.number<std::uint32_t>();
    const auto names = reader.number<std::uint8_t>();
    reader.require(names <= crowd.count);
    for (unsigned i = 0; i < names; ++i) {
        crowd.names.emplace_back(read_name(reader));
    }
    return crowd;
}

Delivered read_delivered(ByteReader& reader) {
    Delivered delivered;
    delivered.event = read_sequence(reader);
    for (auto* crowd : {&delivered.lacking, &delivered.having, &delivered.later, &delivered.mute}) {
        *crowd = read_crowd(reader);
    }
    return delivered;
}

Limits read_limits(ByteReader& reader) {
    Limits limits;
    limits.lines_per_second = reader.number<std::uint32_t>();
    limits.lines_at_once = reader.number<std::uint32_t>();
    limits.bytes_per_second = reader.number<std::uint32_t>();
    limits.bytes_at_once = reader.number<std::uint32_t>();
    return limits;
}

ClientFrame read_client_frame(ByteReader& reader, FrameType type, std::uint8_t /*version*/) {
    switch (type) {
    case FrameType::enter:
        return read_enter(reader);
    case FrameType::say:
        return read_say(reader);
    case FrameType::ack:
        return read_ack(reader);
    case FrameType::leave:
        return Leave{reader.number<std::uint32_t>()};
    case FrameType::ping:
        return Ping{};
    case FrameType::response:
        return Response{reader.array<sizeof(Token)>()};
    default:
        reader.require(false);
        return {};
    }
}

ServerFrame read_server_frame(ByteReader& reader, FrameType type, std::uint8_t version) {
    switch (type) {
    case FrameType::welcome:
        return read_welcome(reader);
    case FrameType::refused:
        return read_refused(reader, version);
    case FrameType::events:
        return read_events(reader, version);
    case FrameType::gap:
        return read_gap(reader);
    case FrameType::watermark:
        return Watermark{read_sequence(reader)};
    case FrameType::pong:
        return Pong{};
    case FrameType::challenge:
        return Challenge{reader.array<sizeof(Token)>()};
    case FrameType::closed:
        return read_closed(reader);
    default:
        reader.require(false);
        return {};
    }
}

/// A frame whose length is known; nothing if it is to be skipped. What follows what we know of it
/// is room for later versions.
std::optional<ClientFrame> read_counted_client_frame(ByteReader& rest, FrameType type) {
    switch (type) {
    case FrameType::given_up:
        return read_given_up(rest);
    case FrameType::ask_delivered:
        return read_ask_delivered(rest);
    case FrameType::program:
        return read_program(rest);
    case FrameType::ask_members:
        return read_ask_members(rest);
    case FrameType::ask_older:
        return read_ask_older(rest);
    case FrameType::unless_here:
        return read_unless_here(rest);
    case FrameType::from:
        return read_from(rest);
    default:
        return std::nullopt;
    }
}

std::optional<ServerFrame> read_counted_server_frame(ByteReader& rest, FrameType type) {
    switch (type) {
    case FrameType::not_said:
        return read_not_said(rest);
    case FrameType::greeting:
        return read_greeting(rest);
    case FrameType::delivered:
        return read_delivered(rest);
    case FrameType::limits:
        return read_limits(rest);
    case FrameType::lost:
        return read_lost(rest);
    case FrameType::members:
        return read_members(rest);
    case FrameType::older:
        return read_older(rest);
    case FrameType::condition:
        return Condition{rest.number<std::uint8_t>() != 0};
    default:
        return std::nullopt;
    }
}

template <typename Frame>
struct Readers {
    Frame (*plain)(ByteReader&, FrameType, std::uint8_t version);
    std::optional<Frame> (*counted)(ByteReader&, FrameType);
};

template <typename Frame>
std::optional<Frame> read_counted(ByteReader& reader, FrameType type, const Readers<Frame>& read) {
    ByteReader rest(reader.counted_text<std::uint16_t>());
    auto frame = read.counted(rest, type);
    rest.rest();
    reader.require(rest.is_complete());
    return frame;
}

template <typename Frame>
std::optional<std::vector<Frame>> decode_frames(std::string_view plaintext, std::uint8_t version,
                                                const Readers<Frame>& read) {
    std::vector<Frame> frames;
    ByteReader reader(plaintext);
    do { // A plaintext has at least one frame, if only PAD.
        const auto number = reader.number<std::uint8_t>();
        const FrameType type{number};
        if (number >= first_counted_type && can_grow(version)) {
            if (auto frame = read_counted(reader, type, read)) {
                frames.push_back(*std::move(frame));
            }
        } else if (type != FrameType::pad) {
            frames.push_back(read.plain(reader, type, version));
        }
    } while (!reader.is_at_end());
    if (!reader.is_complete()) {
        return std::nullopt;
    }
    return frames;
}

} // namespace

std::optional<std::vector<ClientFrame>> decode_client_frames(std::string_view plaintext,
                                                             std::uint8_t version) {
    return decode_frames<ClientFrame>(plaintext, version,
                                      {read_client_frame, read_counted_client_frame});
}

std::optional<std::vector<ServerFrame>> decode_server_frames(std::string_view plaintext,
                                                             std::uint8_t version) {
    return decode_frames<ServerFrame>(plaintext, version,
                                      {read_server_frame, read_counted_server_frame});
}

} // namespace chatroom::sealed
