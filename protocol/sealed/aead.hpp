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

/// Sets up the library that encrypts; may be called often, and by several threads. Throws
/// std::runtime_error if the machine permits no ChaCha20.
void set_up_aead();

/// ChaCha20-Poly1305 (RFC 8439) with a Noise nonce, written to where there is room for the
/// plaintext and its tag. May be called by several threads, each of which remembers the key that it
/// was given last. Throws std::runtime_error where set_up_aead() does, and for lack of memory, at
/// the first call of a thread.
void encrypt(const SecretKey& key, std::uint64_t nonce, std::string_view associated_data,
             std::string_view plaintext, char* ciphertext);

/// Nothing if the ciphertext is not authentic. Otherwise like encrypt().
std::optional<std::string> decrypt(const SecretKey& key, std::uint64_t nonce,
                                   std::string_view associated_data, std::string_view ciphertext);

} // namespace chatroom::sealed
