// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/core/sealed_options.hpp"
#include "client/core/session.hpp"
#include "protocol/sealed/datagram.hpp"
#include "protocol/sealed/frame.hpp"
#include "protocol/sealed/noise.hpp"
#include "protocol/sealed/transport.hpp"

#include <optional>
#include <string>
#include <vector>

namespace chatroom {

inline TimePoint at(int ms) {
    return TimePoint{} + std::chrono::milliseconds(ms);
}

/// Bytes that differ from call to call, and are the same in each run.
sealed::FillRandom counting_random();

/// A key pair that belongs to the number.
sealed::KeyPair key_pair(std::uint8_t number);

/// What tests use instead of Argon2id.
sealed::SecretKey quick_passphrase_key(std::string_view passphrase, const sealed::PublicKey& key);

/// Options of a client with its own key pair and quick_passphrase_key().
SealedOptions sealed_options();

/// The server's side of the sealed protocol, of one client, as the test says: nothing is sent or
/// repeated by itself.
class SealedServer {
public:
    explicit SealedServer(sealed::KeyPair key = key_pair(200)) : key_(std::move(key)) {}

    /// The room has a passphrase from now on.
    void set_passphrase(std::string_view passphrase);
    void set_cookie(std::uint8_t byte) { cookie_.fill(byte); }
    /// It speaks these versions from now on.
    void set_versions(sealed::Versions versions) {
        versions_ = versions;
        version_ = versions.highest;
    }

    const sealed::PublicKey& key() const { return key_.key; }

    /// What a server answers to a datagram of the handshake: COOKIE, ANSWER, FAILED; empty if
    /// nothing. FINISH establishes the session.
    std::string answer(std::string_view datagram);

    /// COOKIE for the client that has sent HELLO or INITIATE last.
    std::string cookie() const;
    std::string failed(sealed::Failure reason) const;
    bool is_established() const { return opener_.has_value(); }
    std::uint8_t session_version() const { return session_version_; }

    /// The frames of a TRANSPORT datagram; none if it is no new one for this server's session.
    std::vector<sealed::ClientFrame> open(std::string_view datagram);

    /// A TRANSPORT datagram with the frames.
    std::string seal(const std::vector<sealed::ServerFrame>& frames);

private:
    std::string take(const sealed::Initiate& initiate);
    std::string take(const sealed::Finish& finish);

    sealed::KeyPair key_;
    std::optional<sealed::SecretKey> pre_shared_key_;
    sealed::Cookie cookie_{1, 2, 3};
    sealed::Versions versions_ = sealed::all_versions;
    std::uint8_t version_ = versions_.highest; ///< In COOKIE.
    std::uint8_t session_version_ = 0;

    std::uint32_t client_index_ = 0;
    std::uint32_t server_index_ = 0x5e000000;
    std::uint8_t ephemeral_ = 100;
    std::optional<sealed::NoiseHandshake> noise_;
    sealed::SecretKey failure_key_;
    std::optional<sealed::Sealer> sealer_;
    std::optional<sealed::Opener> opener_;
};

} // namespace chatroom
