// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/core/sealed/courier.hpp"

#include <utility>

namespace chatroom {

namespace {

using sealed::ServerFrame;

void send(SealedLink& link, const Address& to, std::string_view frames,
          std::vector<Transmission>& transmissions) {
    if (auto datagram = link.sealer.seal(frames)) {
        transmissions.push_back({std::move(*datagram), {to}});
    }
}

/// What is to be said once, in front of the events.
std::string answers(SteadyTime now, SealedLink& link, Sequence watermark) {
    std::string frames;
    if (std::exchange(link.owes_pong, false)) {
        frames += sealed::encode(ServerFrame(sealed::Pong{}));
    }
    if (const auto refused = std::exchange(link.refused, std::nullopt)) {
        frames += sealed::encode(ServerFrame(*refused));
    }
    if (link.state != SealedLink::State::serving) {
        return frames;
    }
    if (std::exchange(link.owes_welcome, false)) {
        frames += sealed::encode(ServerFrame(link.welcome));
    }
    if (const auto told = link.watermark.to_tell(now, watermark, link.events.timeout())) {
        frames += sealed::encode(ServerFrame(sealed::Watermark{*told}));
    }
    return frames;
}

} // namespace

void deliver(SteadyTime now, SealedLink& link, EventLog& log, Sequence watermark,
             std::vector<Transmission>& transmissions) {
    if (link.state == SealedLink::State::closed) {
        if (std::exchange(link.owes_closed, false)) {
            send(link, link.address, sealed::encode(ServerFrame(link.closed)), transmissions);
        }
        return;
    }
    if (const auto question = link.path.take_question()) {
        send(link, question->to, sealed::encode(ServerFrame(sealed::Challenge{question->token})),
             transmissions);
    }
    auto frames = answers(now, link, watermark);
    bool has_more_events = link.state == SealedLink::State::serving;
    while (has_more_events || !frames.empty()) {
        if (has_more_events) {
            auto events =
                link.events.next_frames(now, log, sealed::max_plaintext_bytes - frames.size());
            has_more_events = !events.empty();
            frames += events;
        }
        if (!frames.empty()) {
            send(link, link.address, std::exchange(frames, {}), transmissions);
        }
    }
}

} // namespace chatroom
