// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocol/sealed/noise.hpp"

#include "base/bytes.hpp"
#include "protocol/sealed/aead.hpp"

#include <algorithm>
#include <cassert>
#include <initializer_list>
#include <utility>

#include <sodium.h>

namespace chatroom::sealed {

namespace {

static_assert(key_bytes == crypto_auth_hmacsha256_KEYBYTES);
static_assert(key_bytes == crypto_auth_hmacsha256_BYTES);

constexpr std::string_view name = "Noise_XX_25519_ChaChaPoly_SHA256";
constexpr std::string_view pre_shared_name = "Noise_XXpsk3_25519_ChaChaPoly_SHA256";

using Bytes = std::array<std::uint8_t, key_bytes>;

std::string_view view(const Bytes& bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

Bytes sha256(std::initializer_list<std::string_view> parts) {
    crypto_hash_sha256_state state;
    crypto_hash_sha256_init(&state);
    for (const auto part : parts) {
        crypto_hash_sha256_update(&state, unsigned_bytes(part), part.size());
    }
    Bytes hash;
    crypto_hash_sha256_final(&state, hash.data());
    return hash;
}

SecretKey hmac(const SecretKey& key, std::initializer_list<std::string_view> parts) {
    crypto_auth_hmacsha256_state state;
    crypto_auth_hmacsha256_init(&state, key.bytes().data(), key.bytes().size());
    for (const auto part : parts) {
        crypto_auth_hmacsha256_update(&state, unsigned_bytes(part), part.size());
    }
    SecretKey result;
    crypto_auth_hmacsha256_final(&state, result.bytes().data());
    sodium_memzero(&state, sizeof state);
    return result;
}

/// HKDF of section 4.3, with so many outputs.
template <std::size_t count>
std::array<SecretKey, count> hkdf(const SecretKey& chaining_key, std::string_view material) {
    const SecretKey base = hmac(chaining_key, {material});
    std::array<SecretKey, count> outputs;
    std::string_view previous;
    char number = 0;
    for (SecretKey& output : outputs) {
        ++number;
        output = hmac(base, {previous, {&number, 1}});
        previous = view(output.bytes());
    }
    return outputs;
}

/// Nothing if the result is all zeros, which only a key that is none leads to (RFC 7748, 6.1).
std::optional<SecretKey> shared_secret(const SecretKey& secret, const PublicKey& key) {
    SecretKey shared;
    if (crypto_scalarmult(shared.bytes().data(), secret.bytes().data(), key.bytes.data()) != 0) {
        return std::nullopt;
    }
    return shared;
}

/// Removes so many bytes, which must be there, from the beginning of the message.
std::string_view take(std::string_view& message, std::size_t bytes) {
    const auto taken = message.substr(0, bytes);
    message.remove_prefix(bytes);
    return taken;
}

PublicKey to_key(std::string_view bytes) {
    PublicKey key;
    std::copy(bytes.begin(), bytes.end(), key.bytes.begin());
    return key;
}

} // namespace

SecretKey rekey(const SecretKey& key) {
    constexpr std::uint64_t last_nonce = ~std::uint64_t{0};
    constexpr Bytes zeros{};
    std::array<std::uint8_t, key_bytes + tag_bytes> encrypted;
    encrypt(key, last_nonce, {}, view(zeros), reinterpret_cast<char*>(encrypted.data()));
    SecretKey next;
    std::copy_n(encrypted.begin(), key_bytes, next.bytes().begin());
    sodium_memzero(encrypted.data(), encrypted.size());
    return next;
}

std::string CipherState::encrypt(std::string_view associated_data, std::string_view plaintext) {
    if (!key_) {
        return std::string(plaintext);
    }
    std::string ciphertext(plaintext.size() + tag_bytes, '\0');
    sealed::encrypt(*key_, nonce_++, associated_data, plaintext, ciphertext.data());
    return ciphertext;
}

std::optional<std::string> CipherState::decrypt(std::string_view associated_data,
                                                std::string_view ciphertext) {
    if (!key_) {
        return std::string(ciphertext);
    }
    auto plaintext = sealed::decrypt(*key_, nonce_, associated_data, ciphertext);
    if (plaintext) {
        ++nonce_;
    }
    return plaintext;
}

NoiseHandshake::NoiseHandshake(Role role, bool is_pre_shared, std::string_view prologue,
                               const KeyPair& own_static, const KeyPair& own_ephemeral)
    : is_initiator_(role == Role::initiator), is_pre_shared_(is_pre_shared), static_(own_static),
      ephemeral_(own_ephemeral) {
    // Section 5.2, InitializeSymmetric: a name that fits the hash is the hash.
    if (is_pre_shared_) {
        hash_ = sha256({pre_shared_name});
    } else {
        static_assert(name.size() == std::tuple_size_v<Bytes>);
        std::copy(name.begin(), name.end(), hash_.begin());
    }
    chaining_key_ = SecretKey(hash_);
    mix_hash(prologue);
}

std::string NoiseHandshake::write_message(std::string_view payload) {
    assert(!is_complete() && is_to_write());
    std::string message;
    if (messages_ < 2) { // e
        message += view(ephemeral_.key.bytes);
        mix_ephemeral(ephemeral_.key);
    }
    if (messages_ == 1) { // ee
        mix_key(view(shared_ephemeral_.bytes()));
    }
    if (messages_ > 0) { // s, and es or se, which to the writer are the same
        message += encrypt_and_hash(view(static_.key.bytes));
        // No secret gives zeros with that ephemeral key: ours did not when it was read.
        mix_key(view(shared_secret(static_.secret, remote_ephemeral_).value().bytes()));
    }
    if (messages_ == 2 && is_pre_shared_) { // psk
        mix_pre_shared_key();
    }
    message += encrypt_and_hash(payload);
    ++messages_;
    return message;
}

Result<std::string, NoiseHandshake::Fault> NoiseHandshake::read_message(std::string_view message) {
    assert(!is_complete() && !is_to_write());
    NoiseHandshake attempt = *this;
    auto result = attempt.read_tokens(message);
    if (result) {
        *this = attempt;
    }
    return result;
}

Result<std::string, NoiseHandshake::Fault> NoiseHandshake::read_tokens(std::string_view message) {
    constexpr std::size_t encrypted_key_bytes = key_bytes + tag_bytes;
    constexpr std::array least_bytes{key_bytes, key_bytes + encrypted_key_bytes + tag_bytes,
                                     encrypted_key_bytes + tag_bytes};
    if (message.size() < least_bytes[messages_]) {
        return Unexpected(Fault::static_key);
    }
    if (messages_ < 2) { // e
        remote_ephemeral_ = to_key(take(message, key_bytes));
        mix_ephemeral(remote_ephemeral_);
        const auto shared = shared_secret(ephemeral_.secret, remote_ephemeral_);
        if (!shared) {
            return Unexpected(Fault::static_key);
        }
        shared_ephemeral_ = *shared;
    }
    if (messages_ == 1) { // ee
        mix_key(view(shared_ephemeral_.bytes()));
    }
    if (messages_ > 0) { // s, and es or se, which to the reader are the same
        const auto key = decrypt_and_hash(take(message, encrypted_key_bytes));
        if (!key) {
            return Unexpected(Fault::static_key);
        }
        remote_static_ = to_key(*key);
        const auto shared = shared_secret(ephemeral_.secret, remote_static_);
        if (!shared) {
            return Unexpected(Fault::static_key);
        }
        mix_key(view(shared->bytes()));
    }
    if (messages_ == 2 && is_pre_shared_) { // psk
        mix_pre_shared_key();
    }
    auto payload = decrypt_and_hash(message);
    if (!payload) {
        return Unexpected(Fault::payload);
    }
    ++messages_;
    return *std::move(payload);
}

TransportKeys NoiseHandshake::split() const {
    assert(is_complete());
    const auto outputs = hkdf<2>(chaining_key_, {});
    return {outputs[0], outputs[1]};
}

SecretKey NoiseHandshake::derive(std::string_view label) const {
    return hmac(chaining_key_, {label});
}

void NoiseHandshake::mix_hash(std::string_view bytes) {
    hash_ = sha256({view(hash_), bytes});
}

void NoiseHandshake::mix_key(std::string_view material) {
    const auto outputs = hkdf<2>(chaining_key_, material);
    chaining_key_ = outputs[0];
    cipher_ = CipherState(outputs[1]);
}

void NoiseHandshake::mix_ephemeral(const PublicKey& key) {
    mix_hash(view(key.bytes));
    if (is_pre_shared_) {
        mix_key(view(key.bytes));
    }
}

void NoiseHandshake::mix_pre_shared_key() {
    const auto outputs = hkdf<3>(chaining_key_, view(pre_shared_key_.bytes()));
    chaining_key_ = outputs[0];
    mix_hash(view(outputs[1].bytes()));
    cipher_ = CipherState(outputs[2]);
}

std::string NoiseHandshake::encrypt_and_hash(std::string_view plaintext) {
    auto ciphertext = cipher_.encrypt(view(hash_), plaintext);
    mix_hash(ciphertext);
    return ciphertext;
}

std::optional<std::string> NoiseHandshake::decrypt_and_hash(std::string_view ciphertext) {
    auto plaintext = cipher_.decrypt(view(hash_), ciphertext);
    mix_hash(ciphertext);
    return plaintext;
}

} // namespace chatroom::sealed
