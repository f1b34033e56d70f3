// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocol/sealed/aead.hpp"
#include "protocol/sealed/bytes.hpp"

#include <sodium.h>

namespace chatroom::sealed::by_libsodium {

namespace {

constexpr int success = 0;

} // namespace

void encrypt(const SecretKey& key, std::uint64_t nonce, std::string_view associated_data,
             std::string_view plaintext, char* ciphertext) {
    // With so short a text it cannot fail.
    crypto_aead_chacha20poly1305_ietf_encrypt(
        reinterpret_cast<unsigned char*>(ciphertext), nullptr, unsigned_bytes(plaintext),
        plaintext.size(), unsigned_bytes(associated_data), associated_data.size(), nullptr,
        aead_nonce(nonce).data(), key.bytes().data());
}

std::optional<std::string> decrypt(const SecretKey& key, std::uint64_t nonce,
                                   std::string_view associated_data, std::string_view ciphertext) {
    if (ciphertext.size() < tag_bytes) {
        return std::nullopt;
    }
    std::string plaintext(ciphertext.size() - tag_bytes, '\0');
    const auto result = crypto_aead_chacha20poly1305_ietf_decrypt(
        reinterpret_cast<unsigned char*>(plaintext.data()), nullptr, nullptr,
        unsigned_bytes(ciphertext), ciphertext.size(), unsigned_bytes(associated_data),
        associated_data.size(), aead_nonce(nonce).data(), key.bytes().data());
    return result == success ? std::optional(std::move(plaintext)) : std::nullopt;
}

} // namespace chatroom::sealed::by_libsodium
