// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/core/sealed/courier.hpp"

#include <utility>

namespace chatroom {

namespace {

using sealed::ServerFrame;

void send(SealedLink& link, const Address& to, std::uint32_t payload, Outputs& outputs) {
    if (auto ticket = link.sealer.next_ticket()) {
        outputs.deliveries.push_back({.to = to, .payload = payload, .ticket = std::move(ticket)});
    }
}

void send(SealedLink& link, const Address& to, std::string frames, Outputs& outputs) {
    send(link, to, outputs.add(std::move(frames)), outputs);
}

std::string welcoming(const SealedLink::Welcoming& welcoming) {
    auto frames = sealed::encode(ServerFrame(welcoming.welcome));
    if (welcoming.limits != sealed::Limits{}) {
        frames += sealed::encode(ServerFrame(welcoming.limits));
    }
    if (welcoming.greeting) {
        frames += sealed::encode(ServerFrame(*welcoming.greeting));
    }
    return frames;
}

/// What is to be said once, in front of the events.
std::string answers(SteadyTime now, SealedLink& link, const std::optional<sealed::Refused>& refused,
                    Sequence watermark) {
    std::string frames;
    if (std::exchange(link.owes_pong, false)) {
        frames += sealed::encode(ServerFrame(sealed::Pong{}));
    }
    if (refused) {
        frames += sealed::encode(ServerFrame(*refused));
    }
    if (link.state != SealedLink::State::serving) {
        return frames;
    }
    if (std::exchange(link.owes_welcome, false)) {
        frames += welcoming(*link.welcoming);
    }
    if (link.watermark != nullptr) {
        if (const auto told = link.watermark->to_tell(now, watermark, link.events.timeout())) {
            frames += sealed::encode(ServerFrame(sealed::Watermark{*told}));
        }
    }
    return frames;
}

/// Sends the events that may be sent now, with the frames in front of the first if there is room;
/// what is left of the frames goes by itself.
void send_events(SteadyTime now, SealedLink& link, EventPacker& packer, std::string& frames) {
    auto& outputs = packer.outputs();
    for (;;) {
        if (const auto* run = link.events.next_run(now, packer)) {
            const bool go_together =
                !frames.empty() && frames.size() + run->bytes <= sealed::max_plaintext_bytes;
            if (go_together) {
                frames += packer.frame(*run);
            }
            if (!frames.empty()) {
                send(link, link.address, std::exchange(frames, {}), outputs);
            }
            if (!go_together) {
                send(link, link.address, run->payload, outputs);
            }
            continue;
        }
        if (!link.events.is_interrupted(packer.view())) {
            return;
        }
        const auto more = link.events.next_frames(now, packer.view(),
                                                  sealed::max_plaintext_bytes - frames.size());
        if (more.empty()) {
            return;
        }
        send(link, link.address, std::exchange(frames, {}) + more, outputs);
    }
}

/// Each by itself, as each may fill a datagram.
void send_told(SealedLink& link, const SealedLink::Told& told, Outputs& outputs) {
    const auto send_one = [&](const auto& frame) {
        if (frame) {
            send(link, link.address, sealed::encode(ServerFrame(*frame)), outputs);
        }
    };
    send_one(told.delivered);
    send_one(told.members);
}

/// Sends what goes by itself; what is left of the answers can go with events.
std::string send_answers(SteadyTime now, SealedLink& link, Outputs& outputs, Sequence watermark) {
    if (link.state == SealedLink::State::closed) {
        if (std::exchange(link.owes_closed, false)) {
            send(link, link.address, sealed::encode(ServerFrame(*link.closed)), outputs);
        }
        return {};
    }
    if (const auto question = link.path ? link.path->take_question() : std::nullopt) {
        send(link, question->to, sealed::encode(ServerFrame(sealed::Challenge{question->token})),
             outputs);
    }
    const auto refusals = std::exchange(link.refusals, nullptr);
    if (refusals != nullptr && !refusals->messages.empty()) {
        // Before WELCOME, or outside, nobody would take it.
        const bool is_inside = link.state == SealedLink::State::serving && !link.owes_welcome;
        std::string frames;
        for (const auto& not_said : refusals->messages) {
            frames += sealed::encode(ServerFrame(not_said));
        }
        if (is_inside) {
            send(link, link.address, std::move(frames), outputs);
        }
    }
    if (const auto told = std::exchange(link.told, nullptr)) {
        send_told(link, *told, outputs);
    }
    return answers(now, link, refusals ? refusals->entry : std::nullopt, watermark);
}

} // namespace

void deliver(SteadyTime now, SealedLink& link, EventPacker& packer, Sequence watermark) {
    auto frames = send_answers(now, link, packer.outputs(), watermark);
    if (link.state == SealedLink::State::serving) {
        send_events(now, link, packer, frames);
    }
    if (!frames.empty()) {
        send(link, link.address, std::move(frames), packer.outputs());
    }
}

void deliver(SealedLink& link, const sealed::Older& older, Outputs& outputs) {
    send(link, link.address, sealed::encode(ServerFrame(older)), outputs);
}

void deliver_answers(SteadyTime now, SealedLink& link, Outputs& outputs, Sequence watermark) {
    if (auto frames = send_answers(now, link, outputs, watermark); !frames.empty()) {
        send(link, link.address, std::move(frames), outputs);
    }
}

} // namespace chatroom
