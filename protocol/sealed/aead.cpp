// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocol/sealed/aead.hpp"

#include <cstddef>

namespace chatroom::sealed {

namespace {

/// Up to so many bytes of plaintext libsodium is faster: OpenSSL has 0.2 us more to do in each
/// call, and less for each byte. Which it is says the length of the datagram, which is no secret.
constexpr std::size_t max_short_bytes = 256;

} // namespace

std::array<std::uint8_t, 12> aead_nonce(std::uint64_t number) {
    std::array<std::uint8_t, 12> nonce{};
    for (std::size_t place = 4; place < nonce.size(); ++place) {
        nonce[place] = static_cast<std::uint8_t>(number);
        number >>= 8;
    }
    return nonce;
}

void encrypt(const SecretKey& key, std::uint64_t nonce, std::string_view associated_data,
             std::string_view plaintext, char* ciphertext) {
    const bool is_short = plaintext.size() <= max_short_bytes;
    (is_short ? by_libsodium::encrypt : by_openssl::encrypt)(key, nonce, associated_data, plaintext,
                                                             ciphertext);
}

std::optional<std::string> decrypt(const SecretKey& key, std::uint64_t nonce,
                                   std::string_view associated_data, std::string_view ciphertext) {
    const bool is_short = ciphertext.size() <= max_short_bytes + tag_bytes;
    return (is_short ? by_libsodium::decrypt : by_openssl::decrypt)(key, nonce, associated_data,
                                                                    ciphertext);
}

} // namespace chatroom::sealed
