// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/core/sealed_channel.hpp"

#include <algorithm>
#include <utility>

namespace chatroom {

SealedChannel::SealedChannel(const Established& established, std::string frame_of_tomorrow)
    : version_(established.version), frame_of_tomorrow_(std::move(frame_of_tomorrow)),
      sealer_(established.keys.initiator_to_responder, established.server_index),
      opener_(established.keys.responder_to_initiator), client_index_(established.client_index) {}

std::optional<std::string> SealedChannel::seal(std::string frames) {
    constexpr char pad = 0;
    if (sealed::can_grow(version_) &&
        frames.size() + frame_of_tomorrow_.size() <= sealed::max_plaintext_bytes) {
        frames += frame_of_tomorrow_;
    }
    frames.resize(std::max(frames.size(), sealed::min_client_plaintext_bytes), pad);
    auto datagram = sealer_.seal(frames);
    if (datagram) {
        remember(*datagram);
    }
    return datagram;
}

std::optional<std::vector<sealed::ServerFrame>>
SealedChannel::open(const sealed::Transport& transport) {
    if (transport.receiver_index != client_index_) {
        return std::nullopt;
    }
    const auto opened = opener_.open(transport.datagram);
    return opened ? sealed::decode_server_frames(opened->plaintext, version_) : std::nullopt;
}

void SealedChannel::remember(std::string_view datagram) {
    remembered_.push_back(sealed::unknown_for(datagram).last_bytes);
    if (remembered_.size() > max_remembered) {
        remembered_.pop_front();
    }
}

bool SealedChannel::is_answer(const sealed::Unknown& unknown) const {
    return std::any_of(remembered_.begin(), remembered_.end(),
                       [&](const auto& last) { return sealed::equal(last, unknown.last_bytes); });
}

} // namespace chatroom
