// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "daemon/core/door.hpp"
#include "daemon/core/network_limiter.hpp"
#include "daemon/core/sealed/cookie_jar.hpp"
#include "daemon/core/sealed/handshakes.hpp"
#include "daemon/core/sealed/plain_mail.hpp"
#include "daemon/core/sealed/sealed_links.hpp"
#include "daemon/core/token_bucket.hpp"

namespace chatroom {

/// Receives strangers: from HELLO to a session, at a rate and with a memory that strangers cannot
/// raise (PROTOCOL.md, Handshake).
class Reception {
public:
    /// More than a room's members need to come back at once, less than half a core's work.
    static constexpr unsigned max_handshakes_a_second = 1000;
    /// Of one network, so that it leaves something to the others.
    static constexpr int max_handshakes_of_a_network = 750;
    /// A person who mistypes has more tries than needed; a program that guesses has 14,400 a day.
    static constexpr int max_guesses = 10;
    static constexpr std::chrono::seconds guess_forgotten_after{6}; ///< Each.

    /// Everything is the door's or the room's and outlives the reception.
    Reception(DoorContext context, const RoomSecrets& secrets, PlainMail& mail, SealedLinks& links)
        : context_(context), secrets_(secrets), mail_(mail), links_(links),
          handshakes_(secrets.static_key), cookies_(secrets.fill_random) {}

    void take(Now now, const Address& sender, const sealed::Hello& hello);
    void take(Now now, const Address& sender, const sealed::Initiate& initiate);
    void take(Now now, const Address& sender, const sealed::Finish& finish);

    /// Whether the datagram is a step of a handshake, from an address that is proven.
    bool knows(Now now, const Address& sender, const sealed::Datagram& datagram);

    /// Whether there is time for another handshake now.
    bool may_begin(Now now) { return rate_.has_one(now.steady); }

    /// Whether a handshake of that server index is pending.
    bool expects(std::uint32_t server_index) const { return handshakes_.contains(server_index); }

    void advance(Now now) { handshakes_.advance(now.steady); }
    std::optional<SteadyTime> next_deadline() const { return handshakes_.next_deadline(); }

private:
    void send_cookie(Now now, const Address& sender, std::uint32_t client_index,
                     sealed::Versions versions);
    void reject(Now now, const Address& sender, const Handshakes::Rejected& rejected);
    bool is_known(const Handshakes::Finished& finished) const;
    std::uint32_t unused_index() const;

    DoorContext context_;
    const RoomSecrets& secrets_;
    PlainMail& mail_;
    SealedLinks& links_;
    Handshakes handshakes_;
    CookieJar cookies_;
    NetworkLimiter guesses_{max_guesses, guess_forgotten_after};
    NetworkLimiter network_rate_{max_handshakes_of_a_network,
                                 SteadyTime::duration(std::chrono::seconds(1)) /
                                     max_handshakes_of_a_network};
    TokenBucket rate_{max_handshakes_a_second};
};

} // namespace chatroom
