// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/core/handshake.hpp"
#include "protocol/sealed/frame.hpp"
#include "protocol/sealed/transport.hpp"
#include "tests/bench/load/udp_socket.hpp"

#include <memory>
#include <optional>
#include <string>

namespace chatroom::siege {

/// Comes into a room by the sealed protocol, as the client does, and then does as it is told.
class Visitor {
public:
    enum class Stage {
        coming,
        inside,
        refused,
        wrong_passphrase,
        gone, ///< Left or put out.
    };

    Visitor(const sockaddr_in& server, const sockaddr_in& source, SealedOptions options,
            std::string name);

    int descriptor() const { return socket_.get(); }
    Stage stage() const { return stage_; }
    /// Why it was refused.
    const std::string& refusal() const { return refusal_; }

    void come(TimePoint now);
    void receive(TimePoint now);
    /// To be called every few milliseconds.
    void advance(TimePoint now);

    /// Until CLOSED says so it goes on saying that it leaves.
    void leave(TimePoint now);

    /// The datagram that carries the frames. Only when inside.
    std::string seal(std::string frames);
    void send(const std::vector<std::string>& datagrams) { socket_.send_all(datagrams); }

    /// The number of the latest message of ours that is in the journal.
    std::uint32_t last_receipt() const { return last_receipt_; }
    /// The room has asked to say nothing before.
    TimePoint held_until() const { return held_until_; }
    /// The latest event that has come.
    Sequence latest_event() const { return latest_event_; }

private:
    void act_on(HandshakeOutput output, TimePoint now);
    void send_entry(const std::string& finish);
    void take(std::string_view datagram, TimePoint now);
    void take(const sealed::ServerFrame& frame, TimePoint now);
    void take(const sealed::Events& events);

    bench::UdpSocket socket_;
    std::string name_;
    sealed::Instance instance_;
    Handshake handshake_;
    std::optional<sealed::Sealer> sealer_;
    std::optional<sealed::Opener> opener_;
    Stage stage_ = Stage::coming;
    std::string refusal_;
    Sequence past_;
    Sequence latest_event_;
    std::uint32_t last_receipt_ = 0;
    TimePoint held_until_ = TimePoint::min();
    std::optional<TimePoint> leave_again_at_;
};

} // namespace chatroom::siege
