// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/core/sealed_channel.hpp"
#include "tests/simulation/flight_watch.hpp"
#include "tests/simulation/history.hpp"
#include "tests/simulation/random.hpp"

#include <deque>
#include <set>

namespace chatroom::simulation {

/// A program that is not ours: it enters again and again and says each time that it stands
/// somewhere else, acknowledges when it feels like it, and says nothing. It sees to it that nobody
/// reads more in that way than a newcomer may, or than is still to come.
class Rogue {
public:
    using Send = std::function<void(Time, const std::string& datagram)>;

    /// Of the history a newcomer gets so many events. What is referred to outlives the rogue.
    Rogue(const History& history, std::size_t newcomers_get, FlightWatch& flights, Random random,
          Send send);

    const sealed::PublicKey& key() const { return identity_.key; }

    /// Time has passed: does whatever it feels like.
    void act(Time now);

    void receive(Time now, std::string_view datagram);

    /// The room may have forgotten what was only acknowledged, whatever is still on the way.
    void daemon_started() {
        stood_at_ = welcomed_at_;
        unconfirmed_.clear();
        is_room_new_ = true;
    }

private:
    void begin(Time now);
    void carry_out(Time now, HandshakeOutput output);
    void enter(Time now);
    void acknowledge(Time now);
    Sequence pretended();
    void seal(Time now, const sealed::ClientFrame& frame, const std::string& more = {});
    void take(Time now, const sealed::ServerFrame& frame);
    void take(const sealed::Welcome& welcome);
    void got(Sequence first, Sequence last);

    const History& history_;
    std::size_t newcomers_get_;
    FlightWatch& flights_;
    Random random_;
    Send send_;
    sealed::KeyPair identity_;
    sealed::Instance instance_;
    bool was_inside_ = false;
    Sequence stood_at_;    ///< The room knows that it has everything up to there,
    Sequence welcomed_at_; ///< and has written down this.

    // Of one session:
    std::optional<Handshake> handshake_;
    std::optional<SealedChannel> channel_;
    std::uint32_t index_ = 0;
    bool is_room_new_ = false; ///< It was started since the last WELCOME.
    bool is_inside_ = false;
    Sequence has_; ///< Everything up to there.
    std::set<Sequence> ahead_;
    std::deque<Sequence> unconfirmed_; ///< Acknowledged with a PING each that is not answered yet.
};

} // namespace chatroom::simulation
