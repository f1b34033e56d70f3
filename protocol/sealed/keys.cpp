// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocol/sealed/keys.hpp"

#include "protocol/sealed/aead.hpp"

#include <new>
#include <stdexcept>

#include <sodium.h>

namespace chatroom::sealed {

namespace {

static_assert(key_bytes == crypto_scalarmult_BYTES && key_bytes == crypto_scalarmult_SCALARBYTES);

using Hash = std::array<std::uint8_t, crypto_hash_sha256_BYTES>;

constexpr std::string_view fingerprint_prefix = "SHA256:";
constexpr int fingerprint_base64 = sodium_base64_VARIANT_ORIGINAL_NO_PADDING;

// As PROTOCOL.md says: what both sides have to compute alike.
constexpr std::string_view passphrase_label = "chatroom passphrase";
constexpr unsigned long long passphrase_passes = 2;
constexpr std::size_t passphrase_memory_bytes = 64 * 1024 * 1024;

/// SHA-256 of the label and the key behind it.
Hash hash(std::string_view label, const PublicKey& key) {
    crypto_hash_sha256_state state;
    crypto_hash_sha256_init(&state);
    crypto_hash_sha256_update(&state, reinterpret_cast<const unsigned char*>(label.data()),
                              label.size());
    crypto_hash_sha256_update(&state, key.bytes.data(), key.bytes.size());
    Hash result;
    crypto_hash_sha256_final(&state, result.data());
    return result;
}

} // namespace

void initialise_cryptography() {
    if (sodium_init() < 0) {
        throw std::runtime_error("this machine has no usable source of randomness");
    }
    set_up_aead();
}

SecretKey::~SecretKey() {
    sodium_memzero(bytes_.data(), bytes_.size());
}

bool SecretKey::operator==(const SecretKey& other) const {
    return sodium_memcmp(bytes_.data(), other.bytes_.data(), bytes_.size()) == 0;
}

KeyPair KeyPair::from_secret(const SecretKey& secret) {
    KeyPair pair{secret, {}};
    crypto_scalarmult_base(pair.key.bytes.data(), secret.bytes().data());
    return pair;
}

KeyPair KeyPair::generate(const FillRandom& fill_random) {
    SecretKey secret;
    fill_random(secret.bytes());
    return from_secret(secret);
}

std::string fingerprint(const PublicKey& key) {
    const Hash digest = hash({}, key);
    std::array<char, sodium_base64_ENCODED_LEN(crypto_hash_sha256_BYTES, fingerprint_base64)> text;
    sodium_bin2base64(text.data(), text.size(), digest.data(), digest.size(), fingerprint_base64);
    return std::string(fingerprint_prefix) + text.data();
}

bool is_fingerprint(std::string_view text) {
    if (!text.starts_with(fingerprint_prefix)) {
        return false;
    }
    text.remove_prefix(fingerprint_prefix.size());
    Hash digest;
    std::size_t length = 0;
    return sodium_base642bin(digest.data(), digest.size(), text.data(), text.size(), nullptr,
                             &length, nullptr, fingerprint_base64) == 0 &&
           length == digest.size();
}

std::string to_hex(const PublicKey& key) {
    std::array<char, 2 * key_bytes + 1> text;
    sodium_bin2hex(text.data(), text.size(), key.bytes.data(), key.bytes.size());
    return text.data();
}

std::optional<PublicKey> public_key_from_hex(std::string_view text) {
    PublicKey key;
    std::size_t length = 0;
    if (sodium_hex2bin(key.bytes.data(), key.bytes.size(), text.data(), text.size(), nullptr,
                       &length, nullptr) != 0 ||
        to_hex(key) != text) { // Upper case and too few digits.
        return std::nullopt;
    }
    return key;
}

SecretKey passphrase_key(std::string_view passphrase, const PublicKey& server) {
    const Hash salt = hash(passphrase_label, server);
    static_assert(crypto_pwhash_SALTBYTES <= std::tuple_size_v<Hash>, "its beginning is the salt");
    SecretKey key;
    if (crypto_pwhash(key.bytes().data(), key.bytes().size(), passphrase.data(), passphrase.size(),
                      salt.data(), passphrase_passes, passphrase_memory_bytes,
                      crypto_pwhash_ALG_ARGON2ID13) != 0) {
        throw std::bad_alloc();
    }
    return key;
}

} // namespace chatroom::sealed
