// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "protocol/sealed/keys.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace chatroom::sealed {

/// Four zero bytes and the number in little-endian: a Noise nonce (revision 34, section 12.3).
std::array<std::uint8_t, 12> aead_nonce(std::uint64_t number);

/// ChaCha20-Poly1305 (RFC 8439) with a Noise nonce, written to where there is room for the
/// plaintext and its tag. May be called by several threads.
void encrypt(const SecretKey& key, std::uint64_t nonce, std::string_view associated_data,
             std::string_view plaintext, char* ciphertext);

/// Nothing if the ciphertext is not authentic.
std::optional<std::string> decrypt(const SecretKey& key, std::uint64_t nonce,
                                   std::string_view associated_data, std::string_view ciphertext);

// The same by one library or the other, which agree on every byte. encrypt() and decrypt() choose
// the one that is faster: sealing and opening is most of what a busy room does.

namespace by_libsodium {

void encrypt(const SecretKey& key, std::uint64_t nonce, std::string_view associated_data,
             std::string_view plaintext, char* ciphertext);
std::optional<std::string> decrypt(const SecretKey& key, std::uint64_t nonce,
                                   std::string_view associated_data, std::string_view ciphertext);

} // namespace by_libsodium

namespace by_openssl {

void encrypt(const SecretKey& key, std::uint64_t nonce, std::string_view associated_data,
             std::string_view plaintext, char* ciphertext);
std::optional<std::string> decrypt(const SecretKey& key, std::uint64_t nonce,
                                   std::string_view associated_data, std::string_view ciphertext);

} // namespace by_openssl

} // namespace chatroom::sealed
