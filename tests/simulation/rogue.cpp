// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/simulation/rogue.hpp"

#include "tests/simulation/room_passphrase.hpp"

#include <algorithm>
#include <utility>

namespace chatroom::simulation {

namespace {

constexpr const char* rogue_name = "Rogue";

// How likely it does something when it may:
constexpr double begins = 0.03;
constexpr double enters = 0.2;
constexpr double acknowledges = 0.2;

} // namespace

Rogue::Rogue(const History& history, std::size_t newcomers_get, FlightWatch& flights, Random random,
             Send send)
    : history_(history), newcomers_get_(newcomers_get), flights_(flights), random_(random),
      send_(std::move(send)),
      identity_(sealed::KeyPair::generate([this](auto bytes) { random_.fill(bytes); })),
      instance_{random_.next() | 1} {}

void Rogue::act(Time now) {
    if (!handshake_ || random_.chance(begins)) {
        return begin(now);
    }
    if (!channel_) {
        carry_out(now, handshake_->advance(now));
    } else if (!is_inside_ && random_.chance(enters)) {
        carry_out(now, handshake_->advance(now));
        enter(now);
    } else if (is_inside_ && random_.chance(acknowledges)) {
        acknowledge(now);
    }
}

void Rogue::begin(Time now) {
    channel_.reset();
    is_inside_ = false;
    unconfirmed_.clear();
    SealedOptions options{.identity = identity_,
                          .known_server = {},
                          .fingerprint = {},
                          .passphrase = {},
                          .derive_passphrase_key = cheap_passphrase_key};
    options.passphrase.emplace(room_passphrase);
    handshake_.emplace(std::move(options), [this](auto bytes) { random_.fill(bytes); });
    carry_out(now, handshake_->begin(now));
}

void Rogue::carry_out(Time now, HandshakeOutput output) {
    if (const auto* datagram = std::get_if<SendDatagram>(&output)) {
        send_(now, datagram->bytes);
    } else if (const auto* established = std::get_if<Established>(&output)) {
        channel_.emplace(*established);
        index_ = established->client_index;
        send_(now, established->finish);
        enter(now);
    }
}

void Rogue::seal(Time now, const sealed::ClientFrame& frame, const std::string& more) {
    if (const auto datagram = channel_->seal(sealed::encode(frame) + more)) {
        send_(now, *datagram);
    }
}

void Rogue::enter(Time now) {
    seal(now, sealed::Enter{.is_resuming = was_inside_ || random_.chance(0.5),
                            .instance = instance_,
                            .seen = pretended(),
                            .name = rogue_name});
}

/// Mostly in front of where it stands, now and then beyond everything.
Sequence Rogue::pretended() {
    switch (random_.below(4)) {
    case 0:
        return {};
    case 1:
        return {random_.below(stood_at_.value + 1)};
    case 2:
        return {stood_at_.value + random_.below(10)};
    default:
        return {random_.next() >> 1};
    }
}

/// Up to where it has everything or, as if it were slow, less. The PING is answered when the
/// acknowledgement has come.
void Rogue::acknowledge(Time now) {
    const auto least = std::max(stood_at_, unconfirmed_.empty() ? Sequence{} : unconfirmed_.back());
    if (has_ < least) {
        return;
    }
    const Sequence cumulative{random_.between(least.value, has_.value)};
    flights_.acknowledged(index_, cumulative);
    unconfirmed_.push_back(cumulative);
    seal(now, sealed::Ack{.cumulative = cumulative, .watermark = {}, .received = {}},
         sealed::encode(sealed::ClientFrame(sealed::Ping{})));
}

void Rogue::receive(Time now, std::string_view bytes) {
    const auto datagram = sealed::decode(bytes);
    if (const auto* transport = std::get_if<sealed::Transport>(&datagram)) {
        const auto frames = channel_ ? channel_->open(*transport) : std::nullopt;
        for (const auto& frame : frames.value_or(std::vector<sealed::ServerFrame>())) {
            take(now, frame);
        }
    } else if (handshake_ && !channel_) {
        carry_out(now, handshake_->datagram(now, datagram));
    }
}

void Rogue::take(Time now, const sealed::ServerFrame& frame) {
    if (const auto* welcome = std::get_if<sealed::Welcome>(&frame)) {
        take(*welcome);
    } else if (std::holds_alternative<sealed::Closed>(frame)) {
        begin(now);
    } else if (!is_inside_) {
        return;
    } else if (const auto* events = std::get_if<sealed::Events>(&frame)) {
        got(events->events.front().sequence, events->events.back().sequence);
    } else if (const auto* gap = std::get_if<sealed::Gap>(&frame)) {
        got(gap->first, gap->last);
    } else if (std::holds_alternative<sealed::Pong>(frame) && !unconfirmed_.empty() &&
               !is_room_new_) {
        // It may answer a later one, of which more would be known.
        stood_at_ = std::max(stood_at_, unconfirmed_.front());
        unconfirmed_.pop_front();
    }
}

void Rogue::take(const sealed::Welcome& welcome) {
    if (std::exchange(is_inside_, true)) {
        return;
    }
    is_room_new_ = false;
    const bool is_first = !std::exchange(was_inside_, true);
    if (is_first && welcome.cursor < welcome.entered) { // Otherwise nothing from before is shown.
        const auto& events = history_.events();
        const auto before =
            std::distance(events.upper_bound(welcome.cursor), events.lower_bound(welcome.entered));
        require(before <= static_cast<std::ptrdiff_t>(newcomers_get_),
                "somebody new begins in front of what a newcomer gets");
    }
    require(welcome.cursor >= stood_at_, "somebody goes on in front of where it stood");
    has_ = stood_at_ = welcomed_at_ = welcome.cursor;
    ahead_.clear();
    flights_.acknowledged(index_, has_);
}

void Rogue::got(Sequence first, Sequence last) {
    for (auto event = std::max(first, has_.next()); event <= last; event = event.next()) {
        ahead_.insert(event);
    }
    while (!ahead_.empty() && *ahead_.begin() <= has_.next()) {
        has_ = *ahead_.begin();
        ahead_.erase(ahead_.begin());
    }
}

} // namespace chatroom::simulation
