// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/siege/visitor.hpp"

#include "client/core/random_number.hpp"
#include "tests/bench/random.hpp"

#include <algorithm>

namespace chatroom::siege {

namespace {

constexpr std::size_t buffer_bytes = 4 * 1024 * 1024;
constexpr char transport_type = 0x10;
constexpr std::chrono::milliseconds leave_interval{250};

} // namespace

Visitor::Visitor(const sockaddr_in& server, const sockaddr_in& source, SealedOptions options,
                 std::string name)
    : socket_(server, buffer_bytes, false, source),
      name_(std::move(name)), instance_{random_number<std::uint64_t>(bench::fill_random)},
      handshake_(std::move(options), bench::fill_random) {}

void Visitor::come(TimePoint now) {
    act_on(handshake_.begin(now), now);
}

void Visitor::act_on(HandshakeOutput output, TimePoint now) {
    if (const auto* datagram = std::get_if<SendDatagram>(&output)) {
        if (handshake_.is_finishing()) {
            send_entry(datagram->bytes);
        } else {
            socket_.send(datagram->bytes);
        }
    } else if (const auto* established = std::get_if<Established>(&output)) {
        sealer_.emplace(established->keys.initiator_to_responder, established->server_index);
        opener_.emplace(established->keys.responder_to_initiator);
        send_entry(established->finish);
        handshake_.advance(now); // A passphrase has just been derived, which took its time.
    } else if (std::holds_alternative<AwaitsPassphrase>(output)) {
        stage_ = Stage::wrong_passphrase;
    }
}

void Visitor::send_entry(const std::string& finish) {
    socket_.send_all(
        {finish, seal(encode(sealed::Enter{
                     .is_resuming = false, .instance = instance_, .seen = {}, .name = name_}))});
}

void Visitor::receive(TimePoint now) {
    socket_.receive([&](std::string_view datagram) { take(datagram, now); });
}

void Visitor::take(std::string_view datagram, TimePoint now) {
    if (datagram.empty() || datagram.front() != transport_type) {
        const auto decoded = sealed::decode(datagram);
        if (stage_ == Stage::coming) {
            act_on(handshake_.datagram(now, decoded), now);
        } else if (std::holds_alternative<sealed::Unknown>(decoded)) {
            stage_ = Stage::gone;
        }
        return;
    }
    const auto opened = opener_ ? opener_->open(datagram) : std::nullopt;
    const auto frames = opened ? sealed::decode_server_frames(opened->plaintext) : std::nullopt;
    if (frames) {
        std::ranges::for_each(*frames, [&](const auto& frame) { take(frame, now); });
    }
}

void Visitor::take(const sealed::ServerFrame& frame, TimePoint now) {
    if (const auto* welcome = std::get_if<sealed::Welcome>(&frame)) {
        if (stage_ == Stage::coming) {
            handshake_.stop();
            stage_ = Stage::inside;
            past_ = std::max(welcome->past, welcome->entered);
            latest_event_ = welcome->cursor;
        }
    } else if (const auto* refused = std::get_if<sealed::Refused>(&frame)) {
        stage_ = Stage::refused;
        refusal_ = refused->text;
    } else if (std::holds_alternative<sealed::Closed>(frame)) {
        stage_ = Stage::gone;
    } else if (const auto* events = std::get_if<sealed::Events>(&frame)) {
        take(*events);
    } else if (const auto* not_said = std::get_if<sealed::NotSaid>(&frame)) {
        held_until_ = now + std::chrono::seconds(not_said->retry_after_seconds);
    } else if (const auto* gap = std::get_if<sealed::Gap>(&frame)) {
        latest_event_ = std::max(latest_event_, gap->last);
    }
}

void Visitor::take(const sealed::Events& events) {
    for (const auto& event : events.events) {
        latest_event_ = std::max(latest_event_, event.sequence);
        if (event.name == name_ && event.sequence > past_) {
            last_receipt_ = std::max(last_receipt_, event.client_sequence);
        }
    }
}

void Visitor::advance(TimePoint now) {
    if (stage_ == Stage::coming) {
        act_on(handshake_.is_over(now) ? handshake_.begin(now) : handshake_.advance(now), now);
    } else if (stage_ == Stage::inside && leave_again_at_ && *leave_again_at_ <= now) {
        leave(now);
    }
}

void Visitor::leave(TimePoint now) {
    leave_again_at_ = now + leave_interval;
    socket_.send(
        seal(encode(sealed::Ack{.cumulative = latest_event_, .watermark = {}, .received = {}}) +
             encode(sealed::Leave{.last = last_receipt_})));
}

std::string Visitor::seal(std::string frames) {
    frames.resize(std::max(frames.size(), sealed::min_client_plaintext_bytes), '\0');
    return sealer_->seal(frames).value();
}

} // namespace chatroom::siege
