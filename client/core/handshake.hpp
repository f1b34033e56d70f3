// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/core/repetition.hpp"
#include "client/core/sealed_options.hpp"
#include "client/core/session.hpp"
#include "protocol/sealed/datagram.hpp"
#include "protocol/sealed/noise.hpp"

#include <cstdint>

namespace chatroom {

/// What a handshake comes to: the server has proven its key, which is the right one.
struct Established {
    std::uint8_t version = sealed::all_versions.highest; ///< Of the protocol.
    sealed::TransportKeys keys;
    std::uint32_t client_index = 0;
    std::uint32_t server_index = 0;
    sealed::PublicKey server;
    std::string
        finish; ///< FINISH, to be sent now; later it comes as any datagram that is repeated.
};

/// The handshake rests until there is a passphrase. The server has proven its key, which is the
/// right one, so whoever is asked can be told first whose room it is.
struct AwaitsPassphrase {
    sealed::PublicKey server;
    bool was_wrong = false; ///< The one that was given is not the room's.
    bool operator==(const AwaitsPassphrase&) const = default;
};

/// What an input of the handshake leads to, often nothing.
using HandshakeOutput =
    std::variant<std::monostate, SendDatagram, Established, AwaitsPassphrase, Ended>;

/// The client's side of the handshake (PROTOCOL.md): greeting, initiating, finishing. It repeats
/// its latest datagram until it is told to stop, since only an answer to what is sent after FINISH
/// says that FINISH has arrived. It does not begin anew by itself: see is_over().
class Handshake {
public:
    /// Two handshakes begin at least so far apart: a server that forgets us whenever it has met us
    /// is not asked as fast as the network can.
    static constexpr std::chrono::seconds restart_interval{1};
    /// HELLO is sent so often to an address before another one is worth a try: for almost two
    /// seconds, in which an answer comes over every way that can be chatted over.
    static constexpr unsigned hellos_an_address = 3;

    Handshake(SealedOptions options, sealed::FillRandom fill_random);

    /// Begins, or begins anew, with another index and another ephemeral key. From the first
    /// ANSWER on no other server's key is accepted.
    HandshakeOutput begin(TimePoint now);

    /// The session is established, or the end of all: nothing is repeated any more.
    void stop();

    HandshakeOutput datagram(TimePoint now, const sealed::Datagram& datagram);

    /// The answer to AwaitsPassphrase: begins anew, as the server waits for nobody who thinks about
    /// a passphrase. One that none can be is asked for again.
    HandshakeOutput passphrase(TimePoint now, std::string_view passphrase);

    /// The server is there now: repeats the latest datagram at once.
    HandshakeOutput retry(TimePoint now);

    HandshakeOutput advance(TimePoint now);

    /// Whether a step took too long, so that begin() is to be called.
    bool is_over(TimePoint now) const { return !has_computed_ && repetition_.is_over(now); }

    /// Whether HELLO, which is to be sent again now, has had no answer for so long that there may
    /// be nobody at the address.
    bool is_in_vain(TimePoint now) const {
        return step_ == Step::greeting && transmissions_ >= hellos_an_address &&
               repetition_.is_due(now);
    }

    bool awaits_passphrase() const { return step_ == Step::awaiting_passphrase; }
    bool is_finishing() const { return step_ == Step::finishing; }

    /// Whether the server has answered what was sent in this handshake.
    bool is_answered() const { return step_ == Step::initiating || step_ == Step::finishing; }

    std::optional<TimePoint> next_deadline() const;

private:
    enum class Step { idle, greeting, awaiting_passphrase, initiating, finishing };

    HandshakeOutput take(TimePoint now, const sealed::CookieReply& reply);
    HandshakeOutput take(TimePoint now, const sealed::Answer& answer);
    HandshakeOutput take(const sealed::Failed& failed);
    HandshakeOutput await_passphrase(bool was_wrong);

    void start_step(TimePoint at, Step step, std::string datagram);
    HandshakeOutput send(TimePoint now);
    HandshakeOutput initiate(TimePoint now);
    HandshakeOutput establish(TimePoint now, std::uint32_t server_index);
    const sealed::SecretKey& pre_shared_key(const sealed::PublicKey& server);
    bool has_passphrase() const { return options_.passphrase || pre_shared_key_; }
    bool is_expected(const sealed::PublicKey& server) const;
    bool is_confirmed();

    SealedOptions options_;
    sealed::FillRandom fill_random_;

    Step step_ = Step::idle;
    std::string latest_; ///< The datagram that is repeated.
    Repetition repetition_;
    std::optional<TimePoint> begun_at_; ///< When HELLO was sent that was not repeated.
    TimePoint step_begun_at_;
    unsigned transmissions_ = 0;    ///< How often something was sent in this step.
    std::optional<unsigned> doubt_; ///< How often it was when there was bad news.

    std::uint32_t client_index_ = 0;
    sealed::CookieReply cookie_;
    std::optional<sealed::NoiseHandshake> noise_;
    sealed::SecretKey failure_key_;
    /// The key of a passphrase was derived, which takes so long that the timer of what was sent
    /// then begins with the next advance(), which is due at once.
    bool has_computed_ = false;
    /// Computed once, as the server's key does not change; the passphrase goes then.
    std::optional<sealed::SecretKey> pre_shared_key_;
};

} // namespace chatroom
