// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocol/sealed/frame.hpp"

#include "base/bytes.hpp"
#include "protocol/member_name.hpp"
#include "protocol/sealed/frame_form.hpp"
#include "protocol/text.hpp"

#include <cassert>
#include <limits>

namespace chatroom::sealed {

namespace {

constexpr std::size_t events_count_at = 1 + 8 + 8;
constexpr std::size_t events_header_bytes = events_count_at + 1;
/// Without what it is about, its name and its text.
constexpr std::size_t bare_event_bytes = 1 + 4 + 4 + 1 + 2;
constexpr std::size_t about_bytes = 8;
constexpr std::size_t watermark_bytes = 1 + 8;
constexpr std::size_t pong_bytes = 1;
constexpr std::size_t challenge_bytes = 1 + 8;

// Whatever an event says, it fits a datagram, also with the small frames that may go along.
static_assert(events_header_bytes + bare_event_bytes + about_bytes + max_name_bytes +
                  max_event_text_bytes + watermark_bytes + pong_bytes + challenge_bytes <=
              max_plaintext_bytes);

static_assert(bare_delivered_bytes + max_delivered_names_bytes <= max_plaintext_bytes);

constexpr std::size_t members_bytes = bare_members_bytes + max_members_names_bytes;
static_assert(members_bytes <= max_plaintext_bytes);

/// Of an event in OLDER, without its name and its text.
constexpr std::size_t bare_older_bytes = 8 + 8 + 1 + 8 + 4 + 1 + 2;
static_assert(bare_older_bytes + max_name_bytes + max_event_text_bytes <= max_older_events_bytes);
static_assert(bare_older_page_bytes + max_older_events_bytes <= max_plaintext_bytes);

constexpr std::size_t welcome_bytes = 1 + 1 + 8 + 8 + 8 + 4 + 1 + max_name_bytes;
constexpr std::size_t greeting_bytes = 1 + 2 + 2 + max_topic_bytes + 2 + max_pinned_bytes + 2 + 1;
constexpr std::size_t limits_bytes = 1 + 2 + 4 * 4;

// A greeting and the limits come with their WELCOME.
static_assert(welcome_bytes + greeting_bytes + limits_bytes + watermark_bytes + pong_bytes <=
              max_plaintext_bytes);

void begin(ByteWriter& writer, FrameType type) {
    writer.number(static_cast<std::uint8_t>(type));
}

void write_resume_flag(ByteWriter& writer, bool is_set) {
    writer.number(is_set ? resume_flag : std::uint8_t{0});
}

void write(ByteWriter& writer, const Enter& enter) {
    begin(writer, FrameType::enter);
    write_resume_flag(writer, enter.is_resuming);
    writer.number(enter.instance.value);
    writer.number(enter.seen.value);
    writer.counted_text<std::uint8_t>(enter.name);
}

void write(ByteWriter& writer, const Say& say) {
    assert(!say.texts.empty() && say.texts.size() <= max_frame_count);
    begin(writer, FrameType::say);
    writer.number(say.first);
    writer.number(static_cast<std::uint8_t>(say.texts.size()));
    for (const auto& text : say.texts) {
        assert(text.size() <= max_event_text_bytes);
        writer.counted_text<std::uint16_t>(text);
    }
}

void write(ByteWriter& writer, const Ack& ack) {
    begin(writer, FrameType::ack);
    writer.number(ack.cumulative.value);
    writer.number(ack.watermark.value);
    std::string bitmap;
    constexpr std::bitset<event_window> low_byte{0xff};
    for (auto rest = ack.received; rest.any(); rest >>= 8) {
        bitmap += static_cast<char>((rest & low_byte).to_ulong());
    }
    writer.counted_text<std::uint8_t>(bitmap);
}

void write(ByteWriter& writer, const Leave& leave) {
    begin(writer, FrameType::leave);
    writer.number(leave.last);
}

void write(ByteWriter& writer, const Ping& /*ping*/) {
    begin(writer, FrameType::ping);
}

void write(ByteWriter& writer, const Response& response) {
    begin(writer, FrameType::response);
    writer.array(response.token);
}

/// Begins a frame whose type is followed by the length of the rest.
void begin_counted(ByteWriter& writer, FrameType type, std::size_t rest_bytes) {
    assert(static_cast<std::uint8_t>(type) >= first_counted_type);
    begin(writer, type);
    writer.number(static_cast<std::uint16_t>(rest_bytes));
}

void write(ByteWriter& writer, const GivenUp& given_up) {
    begin_counted(writer, FrameType::given_up, 4 + 4);
    writer.number(given_up.first);
    writer.number(given_up.last);
}

void write(ByteWriter& writer, const AskDelivered& asked) {
    begin_counted(writer, FrameType::ask_delivered, 8);
    writer.number(asked.event.value);
}

void write(ByteWriter& writer, const Program& program) {
    assert(program.name.size() <= max_program_bytes);
    begin_counted(writer, FrameType::program, 1 + program.name.size());
    writer.counted_text<std::uint8_t>(program.name);
}

void write(ByteWriter& writer, const AskMembers& asked) {
    assert(asked.pattern.size() <= max_name_bytes);
    begin_counted(writer, FrameType::ask_members, 4 + 8 + 1 + asked.pattern.size());
    writer.number(asked.question);
    writer.number(asked.after.value);
    writer.counted_text<std::uint8_t>(asked.pattern);
}

void write(ByteWriter& writer, const AskOlder& asked) {
    begin_counted(writer, FrameType::ask_older, 8);
    writer.number(asked.before.value);
}

void write(ByteWriter& writer, const UnlessHere& condition) {
    begin_counted(writer, FrameType::unless_here, 8);
    writer.number(condition.former.value);
}

void write(ByteWriter& writer, const From& from) {
    begin_counted(writer, FrameType::from, sizeof from.ip);
    writer.array(from.ip);
}

void write(ByteWriter& writer, const NotSaid& not_said) {
    assert(not_said.text.size() <= max_not_said_text_bytes);
    begin_counted(writer, FrameType::not_said, 4 + 4 + 1 + 2 + 1 + not_said.text.size());
    writer.number(not_said.first);
    writer.number(not_said.last);
    writer.number(static_cast<std::uint8_t>(not_said.reason));
    writer.number(not_said.retry_after_seconds);
    writer.counted_text<std::uint8_t>(not_said.text);
}

void write(ByteWriter& writer, const Greeting& greeting) {
    assert(greeting.topic.size() <= max_topic_bytes);
    assert(greeting.pinned.size() <= max_pinned_bytes);
    assert(greeting.slow.count() <= std::numeric_limits<std::uint16_t>::max());
    begin_counted(writer, FrameType::greeting,
                  2 + greeting.topic.size() + 2 + greeting.pinned.size() + 2 + 1);
    writer.counted_text<std::uint16_t>(greeting.topic);
    writer.counted_text<std::uint16_t>(greeting.pinned);
    writer.number(static_cast<std::uint16_t>(greeting.slow.count()));
    writer.number(static_cast<std::uint8_t>(greeting.is_silent));
}

void write(ByteWriter& writer, const Delivered& delivered) {
    std::string rest;
    ByteWriter rest_writer(rest);
    rest_writer.number(delivered.event.value);
    for (const auto* crowd :
         {&delivered.lacking, &delivered.having, &delivered.later, &delivered.mute}) {
        assert(crowd->names.size() <= max_frame_count && crowd->names.size() <= crowd->count);
        rest_writer.number(crowd->count);
        rest_writer.number(static_cast<std::uint8_t>(crowd->names.size()));
        for (const auto& name : crowd->names) {
            assert(!name.empty() && name.size() <= max_name_bytes);
            rest_writer.counted_text<std::uint8_t>(name);
        }
    }
    begin_counted(writer, FrameType::delivered, rest.size());
    writer.text(rest);
}

void write(ByteWriter& writer, const Members& members) {
    assert(members.names.size() <= max_frame_count && members.names.size() <= members.count);
    std::string rest;
    ByteWriter rest_writer(rest);
    rest_writer.number(members.question);
    rest_writer.number(members.count);
    rest_writer.number(members.next.value);
    rest_writer.number(static_cast<std::uint8_t>(members.names.size()));
    for (const auto& name : members.names) {
        assert(!name.empty() && name.size() <= max_name_bytes);
        rest_writer.counted_text<std::uint8_t>(name);
    }
    begin_counted(writer, FrameType::members, rest.size());
    writer.text(rest);
}

void write(ByteWriter& writer, const Older& older) {
    assert(older.events.size() <= max_frame_count);
    std::string rest;
    ByteWriter rest_writer(rest);
    rest_writer.number(older.before.value);
    rest_writer.number(older.next.value);
    rest_writer.number(static_cast<std::uint8_t>(older.events.size()));
    for (const auto& event : older.events) {
        assert(event.sequence < older.before && event.about < event.sequence);
        rest_writer.number(event.sequence.value);
        rest_writer.number(static_cast<std::uint64_t>(event.time.time_since_epoch().count()));
        rest_writer.number(static_cast<std::uint8_t>(event.kind));
        rest_writer.number(event.about.value);
        rest_writer.number(event.client_sequence);
        rest_writer.counted_text<std::uint8_t>(event.name);
        rest_writer.counted_text<std::uint16_t>(event.text);
    }
    begin_counted(writer, FrameType::older, rest.size());
    writer.text(rest);
}

void write(ByteWriter& writer, const Limits& limits) {
    begin_counted(writer, FrameType::limits, 4 * 4);
    writer.number(limits.lines_per_second);
    writer.number(limits.lines_at_once);
    writer.number(limits.bytes_per_second);
    writer.number(limits.bytes_at_once);
}

void write(ByteWriter& writer, const Condition& condition) {
    begin_counted(writer, FrameType::condition, 1);
    writer.number(static_cast<std::uint8_t>(condition.can_keep ? 1 : 0));
}

void write(ByteWriter& writer, const Lost& lost) {
    begin_counted(writer, FrameType::lost, 8 + 8);
    writer.number(lost.first.value);
    writer.number(lost.last.value);
}

void write(ByteWriter& writer, const Welcome& welcome) {
    assert(!welcome.name.empty() && welcome.name.size() <= max_name_bytes);
    begin(writer, FrameType::welcome);
    write_resume_flag(writer, welcome.is_resumed);
    writer.number(welcome.entered.value);
    writer.number(welcome.cursor.value);
    writer.number(welcome.past.value);
    writer.number(welcome.client_sequence);
    writer.counted_text<std::uint8_t>(welcome.name);
}

void write(ByteWriter& writer, const Refused& refused) {
    begin(writer, FrameType::refused);
    writer.number(static_cast<std::uint8_t>(refused.reason));
    writer.counted_text<std::uint8_t>(refused.text);
}

void write(ByteWriter& writer, const Events& events) {
    assert(!events.events.empty());
    EventsWriter frame(max_plaintext_bytes);
    for (const auto& event : events.events) {
        [[maybe_unused]] const bool fits = frame.add(event);
        assert(fits);
    }
    writer.text(frame.bytes());
}

void write(ByteWriter& writer, const Gap& gap) {
    begin(writer, FrameType::gap);
    writer.number(gap.first.value);
    writer.number(gap.last.value);
    writer.number(static_cast<std::uint8_t>(gap.reason));
}

void write(ByteWriter& writer, const Watermark& watermark) {
    begin(writer, FrameType::watermark);
    writer.number(watermark.sequence.value);
}

void write(ByteWriter& writer, const Pong& /*pong*/) {
    begin(writer, FrameType::pong);
}

void write(ByteWriter& writer, const Challenge& challenge) {
    begin(writer, FrameType::challenge);
    writer.array(challenge.token);
}

void write(ByteWriter& writer, const Closed& closed) {
    assert(closed.text.size() <= max_event_text_bytes);
    begin(writer, FrameType::closed);
    writer.number(static_cast<std::uint8_t>(closed.reason));
    writer.counted_text<std::uint16_t>(closed.text);
}

template <typename Frame>
std::string encode_frame(const Frame& frame) {
    std::string bytes;
    ByteWriter writer(bytes);
    std::visit([&writer](const auto& value) { write(writer, value); }, frame);
    return bytes;
}

/// How much later than `base` the time is; nothing if an event's bytes cannot say it.
std::optional<std::int32_t> time_offset(WallTime base, WallTime time) {
    WallTime::rep offset = 0;
    if (__builtin_sub_overflow(time.time_since_epoch().count(), base.time_since_epoch().count(),
                               &offset) ||
        offset < std::numeric_limits<std::int32_t>::min() ||
        offset > std::numeric_limits<std::int32_t>::max()) {
        return std::nullopt;
    }
    return static_cast<std::int32_t>(offset);
}

} // namespace

std::string encode(const ClientFrame& frame) {
    return encode_frame(frame);
}

std::string encode(const ServerFrame& frame) {
    return encode_frame(frame);
}

std::size_t older_event_bytes(const Event& event) {
    return bare_older_bytes + event.name.size() + event.text.size();
}

bool EventsWriter::add(const Event& event) {
    assert(event.name.size() <= max_name_bytes && event.text.size() <= max_event_text_bytes);
    assert(fits_name(event.kind, !event.name.empty()));
    assert(has_kind(version_, event.kind));
    assert(event.about == Sequence{} || event.about < event.sequence);
    const bool has_about = event.about != Sequence{} && can_grow(version_);
    const auto is_first = bytes_.empty();
    const auto offset = time_offset(is_first ? event.time : first_time_, event.time);
    const auto size = (is_first ? events_header_bytes : bytes_.size()) + bare_event_bytes +
                      (has_about ? about_bytes : 0) + event.name.size() + event.text.size();
    if (!offset || size > max_bytes_ || count_ == max_frame_count) {
        return false;
    }
    assert(is_first || event.sequence == last_.next());
    ByteWriter writer(bytes_);
    if (is_first) {
        begin(writer, FrameType::events);
        writer.number(event.sequence.value);
        writer.number(static_cast<std::uint64_t>(event.time.time_since_epoch().count()));
        writer.number(count_);
        first_time_ = event.time;
    }
    const auto kind = static_cast<unsigned>(event.kind);
    writer.number(static_cast<std::uint8_t>(has_about ? kind | about_flag : kind));
    if (has_about) {
        writer.number(event.about.value);
    }
    writer.number(static_cast<std::uint32_t>(*offset));
    writer.number(event.client_sequence);
    writer.counted_text<std::uint8_t>(event.name);
    writer.counted_text<std::uint16_t>(event.text);
    last_ = event.sequence;
    bytes_[events_count_at] = static_cast<char>(++count_);
    return true;
}

} // namespace chatroom::sealed
