// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/load/sealed_member.hpp"

#include "client/core/random_number.hpp"
#include "tests/bench/load/buffer_size.hpp"
#include "tests/bench/random.hpp"

#include <stdexcept>
#include <utility>

namespace chatroom::bench {

namespace {

constexpr char transport_type = 0x10;
constexpr std::size_t max_ack_bytes = 1 + 8 + 8 + 1 + sealed::event_window / 8;
constexpr std::chrono::seconds ping_interval{10};
constexpr std::chrono::seconds ping_again_interval{1};

SealedOptions options_for(std::size_t number) {
    sealed::SecretKey secret;
    secret.bytes()[1] = static_cast<std::uint8_t>(number >> 8U); // X25519 ignores some of [0].
    secret.bytes()[2] = static_cast<std::uint8_t>(number);
    secret.bytes()[3] = 1;
    SealedOptions options;
    options.identity = sealed::KeyPair::from_secret(secret);
    return options;
}

} // namespace

SealedMember::SealedMember(const Settings& settings, std::size_t number, Tally& tally,
                           Traffic& traffic)
    : number_(number), name_(member_name(settings.first_member + number)),
      socket_(server_of(settings, number), receive_buffer_bytes(settings.members),
              settings.takes_segments, source_of(settings, number)),
      tally_(tally), traffic_(traffic), instance_{random_number<std::uint64_t>(fill_random)},
      handshake_(
          std::make_unique<Handshake>(options_for(settings.first_member + number), fill_random)),
      outbox_(number < settings.talkers ? std::make_unique<Outbox>() : nullptr) {}

void SealedMember::enter(TimePoint now) {
    act_on(handshake_->begin(now), now);
}

void SealedMember::act_on(HandshakeOutput output, TimePoint now) {
    if (const auto* datagram = std::get_if<SendDatagram>(&output)) {
        if (handshake_->is_finishing()) {
            send_entry(datagram->bytes, now);
        } else {
            socket_.send(datagram->bytes);
        }
    } else if (const auto* established = std::get_if<Established>(&output)) {
        establish(*established, now);
    } else if (!std::holds_alternative<std::monostate>(output)) {
        throw std::runtime_error("the handshake of " + name_ + " failed");
    }
}

void SealedMember::establish(const Established& established, TimePoint now) {
    sealer_.emplace(established.keys.initiator_to_responder, established.server_index);
    opener_.emplace(established.keys.responder_to_initiator);
    send_entry(established.finish, now);
}

void SealedMember::send_entry(std::string_view finish, TimePoint now) {
    socket_.send(finish);
    send(encode(
             sealed::Enter{.is_resuming = false, .instance = instance_, .seen = {}, .name = name_}),
         now);
}

void SealedMember::receive(TimePoint now) {
    socket_.receive([&](std::string_view datagram) { take(datagram, now); });
}

void SealedMember::take(std::string_view datagram, TimePoint now) {
    ++traffic_.datagrams;
    if (!datagram.empty() && datagram.front() == transport_type) {
        if (opener_) {
            if (const auto opened = opener_->open(datagram)) {
                take_frames(opened->plaintext, now);
            }
        }
        return;
    }
    const auto decoded = sealed::decode(datagram);
    if (std::holds_alternative<sealed::Unknown>(decoded)) {
        throw std::runtime_error("the server does not know " + name_ + " any more");
    }
    if (handshake_) {
        act_on(handshake_->datagram(now, decoded), now);
    }
}

void SealedMember::take_frames(std::string_view plaintext, TimePoint now) {
    ByteReader reader(plaintext);
    while (!reader.is_at_end()) {
        const auto type = static_cast<sealed::FrameType>(reader.number<std::uint8_t>());
        if (type == sealed::FrameType::welcome) {
            take_welcome(reader, now);
        } else if (type >= sealed::FrameType{sealed::first_counted_type}) {
            take_counted(type, reader.counted_text<std::uint16_t>(), now);
        } else if (type != sealed::FrameType::pad) {
            take_frame(type, reader, now);
        }
    }
    if (!reader.is_complete()) {
        throw std::runtime_error("the server sent something that is no sequence of frames");
    }
}

void SealedMember::take_frame(sealed::FrameType type, ByteReader& reader, TimePoint now) {
    const auto on_event = [&](const EventView& event) { show(event, now); };
    const auto sequence = [&] { return Sequence{reader.number<std::uint64_t>()}; };
    switch (type) {
    case sealed::FrameType::events:
        return take_events(reader, now);
    case sealed::FrameType::gap: {
        sealed::Gap gap{.first = sequence(), .last = sequence()};
        gap.reason = static_cast<sealed::GapReason>(reader.number<std::uint8_t>());
        return order_.take(now, gap, on_event);
    }
    case sealed::FrameType::watermark: {
        const sealed::Watermark watermark{sequence()};
        if (outbox_) {
            outbox_->take(watermark);
        }
        return order_.take(now, watermark);
    }
    case sealed::FrameType::pong:
        if (std::exchange(awaits_pong_, false)) {
            ping_at_ += ping_interval - ping_again_interval; // Nothing has to be asked again.
        }
        return;
    case sealed::FrameType::challenge:
        owed_ += encode(sealed::Response{reader.array<sizeof(sealed::Token)>()});
        return;
    default: // REFUSED and CLOSED; nothing else comes from a server.
        throw std::runtime_error(name_ + " was refused or put out: " + std::string(reader.rest()));
    }
}

/// What may be skipped is, but for what the outbox has to know.
void SealedMember::take_counted(sealed::FrameType type, std::string_view fields, TimePoint now) {
    if (type != sealed::FrameType::not_said || !outbox_) {
        return;
    }
    ByteReader reader(fields);
    sealed::NotSaid not_said;
    not_said.first = reader.number<std::uint32_t>();
    not_said.last = reader.number<std::uint32_t>();
    not_said.reason = static_cast<sealed::NotSaidReason>(reader.number<std::uint8_t>());
    not_said.retry_after_seconds = reader.number<std::uint16_t>();
    outbox_->take(now, not_said);
}

void SealedMember::take_welcome(ByteReader& reader, TimePoint now) {
    sealed::Welcome welcome;
    welcome.is_resumed = (reader.number<std::uint8_t>() & sealed::resume_flag) != 0;
    welcome.entered = {reader.number<std::uint64_t>()};
    welcome.cursor = {reader.number<std::uint64_t>()};
    welcome.past = {reader.number<std::uint64_t>()};
    welcome.client_sequence = reader.number<std::uint32_t>();
    welcome.name = reader.counted_text<std::uint8_t>();
    if (is_inside_) {
        return order_.owe(now);
    }
    is_inside_ = true;
    handshake_.reset();
    entered_ = welcome.entered.value;
    past_ = welcome.past.value;
    order_.begin(now, welcome.cursor.value);
    if (outbox_) {
        outbox_->welcome(welcome);
    }
}

void SealedMember::take_events(ByteReader& reader, TimePoint now) {
    EventView event;
    event.number = reader.number<std::uint64_t>();
    reader.number<std::uint64_t>(); // The time.
    const auto count = reader.number<std::uint8_t>();
    const auto notices = traffic_.notices;
    for (unsigned index = 0; index < count; ++index, ++event.number) {
        const auto kind = reader.number<std::uint8_t>();
        event.kind = EventKind{static_cast<std::uint8_t>(kind & max_event_kind)};
        if ((kind & sealed::about_flag) != 0) {
            reader.number<std::uint64_t>(); // What it is about.
        }
        reader.number<std::uint32_t>(); // The time's offset.
        event.client_sequence = reader.number<std::uint32_t>();
        event.name = reader.counted_text<std::uint8_t>();
        event.text = reader.counted_text<std::uint16_t>();
        if (is_inside_) {
            order_.take(now, event, [&](const EventView& next) { show(next, now); });
        }
    }
    if (is_inside_) {
        order_.end_datagram(now);
    }
    traffic_.notice_datagrams += traffic_.notices > notices ? 1 : 0;
}

void SealedMember::show(const EventView& event, TimePoint now) {
    if (event.kind == EventKind::entered) {
        ++traffic_.notices;
    }
    if (event.kind != EventKind::said || event.number <= past_) {
        return;
    }
    if (outbox_ && event.client_sequence != 0 && event.name == name_) {
        outbox_->take(now, Event{.sequence = {event.number},
                                 .time = {},
                                 .kind = event.kind,
                                 .name = name_,
                                 .text = {},
                                 .client_sequence = event.client_sequence});
    }
    if (const auto line = parse_line(event.text)) {
        tally_.deliver(number_, *line, now);
    }
}

void SealedMember::advance(TimePoint now) {
    if (handshake_) {
        act_on(handshake_->is_over(now) ? handshake_->begin(now) : handshake_->advance(now), now);
    }
    if (outbox_) {
        outbox_->advance(now);
    }
    if (ping_at_ <= now) {
        owed_ += encode(sealed::Ping{});
        awaits_pong_ = true;
    }
}

void SealedMember::settle(TimePoint now) {
    if (!is_inside_) {
        return;
    }
    for (;;) {
        auto frames = std::exchange(owed_, {});
        constexpr auto reserved = max_ack_bytes + 64;
        if (outbox_) {
            if (const auto say = outbox_->next(now, sealed::max_plaintext_bytes - reserved)) {
                frames += encode(*say);
            }
        }
        const auto ack_at = order_.ack_at();
        if (frames.empty() && (!ack_at || *ack_at > now)) {
            return;
        }
        if (ack_at) {
            frames += encode(order_.acknowledgement());
        }
        send(std::move(frames), now);
    }
}

std::optional<TimePoint> SealedMember::next_deadline() const {
    auto next = ping_at_;
    const auto consider = [&](const std::optional<TimePoint>& deadline) {
        if (deadline) {
            next = std::min(next, *deadline);
        }
    };
    if (handshake_) {
        consider(handshake_->next_deadline());
    }
    if (outbox_) {
        consider(outbox_->next_deadline());
    }
    consider(order_.ack_at());
    return next;
}

void SealedMember::send(std::string frames, TimePoint now) {
    frames.resize(std::max(frames.size(), sealed::min_client_plaintext_bytes), '\0');
    if (const auto datagram = sealer_->seal(frames)) {
        socket_.send(*datagram);
    }
    ping_at_ = now + (awaits_pong_ ? ping_again_interval : ping_interval);
}

} // namespace chatroom::bench
