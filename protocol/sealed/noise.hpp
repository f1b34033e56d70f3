// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.hpp"
#include "protocol/sealed/keys.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace chatroom::sealed {

/// The Noise Protocol Framework, revision 34, section 5.1: a key and its nonce.
class CipherState {
public:
    CipherState() = default;
    explicit CipherState(const SecretKey& key) : key_(key) {}

    bool has_key() const { return key_.has_value(); }

    /// Section 5.1, EncryptWithAd and DecryptWithAd; without a key both return what they are given.
    /// Nothing if the ciphertext is not authentic; then the nonce has not moved.
    std::string encrypt(std::string_view associated_data, std::string_view plaintext);
    std::optional<std::string> decrypt(std::string_view associated_data,
                                       std::string_view ciphertext);

    const SecretKey& key() const { return *key_; }

private:
    std::optional<SecretKey> key_;
    std::uint64_t nonce_ = 0;
};

/// REKEY of section 4.2.
SecretKey rekey(const SecretKey& key);

/// What a completed handshake leaves: the initiator sends with the first key.
struct TransportKeys {
    SecretKey initiator_to_responder;
    SecretKey responder_to_initiator;
};

/// One side of Noise_XX_25519_ChaChaPoly_SHA256, or of Noise_XXpsk3_25519_ChaChaPoly_SHA256, which
/// is what the pre-shared mode means. Messages are written and read in turn: the initiator writes
/// the first and the third. Calls out of turn are our own bugs.
class NoiseHandshake {
public:
    enum class Role : std::uint8_t { initiator, responder };

    NoiseHandshake(Role role, bool is_pre_shared, std::string_view prologue,
                   const KeyPair& own_static, const KeyPair& own_ephemeral);

    /// Before message 3 is written or read in the pre-shared mode.
    void set_pre_shared_key(const SecretKey& key) { pre_shared_key_ = key; }

    std::string write_message(std::string_view payload);

    enum class Fault : std::uint8_t {
        static_key, ///< The message, or the static key in it, is damaged or forged.
        payload,    ///< The static key decrypted but not the payload.
    };

    /// The payload, or why the message is none. After a fault the handshake is as it was before.
    Result<std::string, Fault> read_message(std::string_view message);

    bool is_complete() const { return messages_ == 3; }

    /// The other side's static key: known to the initiator after message 2, to the responder after
    /// message 3.
    const PublicKey& remote_static() const { return remote_static_; }

    /// Split (section 5.2), and the handshake hash; only when complete.
    TransportKeys split() const;
    const std::array<std::uint8_t, 32>& handshake_hash() const { return hash_; }

    /// HMAC-SHA256(ck, label): a key that both sides can derive when the same messages have been
    /// exchanged (PROTOCOL.md, FAILED).
    SecretKey derive(std::string_view label) const;

private:
    bool is_to_write() const { return is_initiator_ == (messages_ % 2 == 0); }

    // Reads the message as far as it is good; read_message() has it done on a copy.
    Result<std::string, Fault> read_tokens(std::string_view message);

    // Sections 5.2 and 9: of the symmetric state, and what the tokens e and psk do to it.
    void mix_hash(std::string_view bytes);
    void mix_key(std::string_view material);
    void mix_ephemeral(const PublicKey& key);
    void mix_pre_shared_key();
    std::string encrypt_and_hash(std::string_view plaintext);
    std::optional<std::string> decrypt_and_hash(std::string_view ciphertext);

    bool is_initiator_;
    bool is_pre_shared_;
    std::size_t messages_ = 0; ///< How many have been written or read.

    KeyPair static_;
    KeyPair ephemeral_;
    PublicKey remote_static_;
    PublicKey remote_ephemeral_;
    SecretKey pre_shared_key_;
    /// Computed when the other's ephemeral key is read, so that a bad one is that message's fault.
    SecretKey shared_ephemeral_;

    SecretKey chaining_key_;
    std::array<std::uint8_t, 32> hash_{};
    CipherState cipher_;
};

} // namespace chatroom::sealed
