// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/core/handshake.hpp"
#include "protocol/sealed/frame.hpp"
#include "protocol/sealed/transport.hpp"

#include <deque>

namespace chatroom {

/// An established session of the protocol: seals what is sent and opens what comes (PROTOCOL.md,
/// Transport).
class SealedChannel {
public:
    /// UNKNOWN counts if it answers one of so many datagrams sent last: who cannot see those can
    /// hardly forge it.
    static constexpr std::size_t max_remembered = 8;

    /// The frame goes along wherever there is room and the version lets it be skipped.
    explicit SealedChannel(const Established& established, std::string frame_of_tomorrow = {});

    /// The datagram with the frames, which fit; nothing when the session is used up.
    std::optional<std::string> seal(std::string frames);

    /// The frames of the datagram; nothing if it is not the next authentic one of this session.
    std::optional<std::vector<sealed::ServerFrame>> open(const sealed::Transport& transport);

    std::uint8_t version() const { return version_; }

    /// FINISH is not sealed, but was sent for this session.
    void remember(std::string_view datagram);

    /// Whether UNKNOWN answers one of the last datagrams.
    bool is_answer(const sealed::Unknown& unknown) const;

private:
    std::uint8_t version_; ///< Of the protocol.
    std::string frame_of_tomorrow_;
    sealed::Sealer sealer_;
    sealed::Opener opener_;
    std::uint32_t client_index_;
    std::deque<sealed::Tag> remembered_;
};

} // namespace chatroom
