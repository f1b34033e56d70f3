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

std::string welcome_and_limits(const SealedLink::Welcoming& welcoming) {
    auto frames = sealed::encode(ServerFrame(welcoming.welcome));
    if (welcoming.limits != sealed::Limits{}) {
        frames += sealed::encode(ServerFrame(welcoming.limits));
    }
    return frames;
}

std::string whole_welcome(const SealedLink::Welcoming& welcoming) {
    auto frames = welcome_and_limits(welcoming);
    if (welcoming.greeting) {
        frames += sealed::encode(ServerFrame(*welcoming.greeting));
    }
    return frames;
}

/// What has not come may have been in too long a datagram. So it goes without events now; and once
/// more without what may be too long itself, since whoever is not welcome takes nothing else.
void welcome_again(SealedLink& link, Outputs& outputs) {
    auto whole = whole_welcome(*link.welcoming);
    const bool may_be_too_long = whole.size() > sealed::PathSize::least_plaintext_bytes;
    send(link, link.address, std::move(whole), outputs);
    if (may_be_too_long) {
        send(link, link.address, welcome_and_limits(*link.welcoming), outputs);
    }
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
        frames += whole_welcome(*link.welcoming);
        link.welcoming->was_sent = true;
    }
    const auto can_keep = std::exchange(link.owes_condition, std::nullopt);
    if (can_keep && sealed::can_grow(link.version)) {
        frames += sealed::encode(ServerFrame(sealed::Condition{*can_keep}));
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
        if (const auto* run = link.events.next_run(now, packer, frames.size())) {
            const bool go_together = packer.go_together(*run, frames.size());
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
        const auto more =
            link.events.next_frames(now, packer.view(), packer.max_bytes(), frames.size());
        if (more.empty() && frames.empty()) {
            return;
        }
        // Without more, these may have left no room for it.
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

void tell_not_said(SealedLink& link, const std::vector<sealed::NotSaid>& messages,
                   Outputs& outputs) {
    std::string frames;
    for (const auto& not_said : messages) {
        const auto frame = sealed::encode(ServerFrame(not_said));
        if (!frames.empty() &&
            frames.size() + frame.size() > link.events.path().plaintext_bytes()) {
            send(link, link.address, std::exchange(frames, {}), outputs);
        }
        frames += frame;
    }
    if (!frames.empty()) {
        send(link, link.address, std::move(frames), outputs);
    }
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
    const bool is_serving = link.state == SealedLink::State::serving;
    const auto refusals = std::exchange(link.refusals, nullptr);
    // Before WELCOME, or outside, nobody would take it.
    if (refusals != nullptr && is_serving && !link.owes_welcome) {
        tell_not_said(link, refusals->messages, outputs);
    }
    if (const auto told = std::exchange(link.told, nullptr)) {
        send_told(link, *told, outputs);
    }
    if (is_serving && link.owes_welcome && link.welcoming->was_sent) {
        link.owes_welcome = false;
        welcome_again(link, outputs);
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
