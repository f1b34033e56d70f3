// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocol/sealed/keyed_digest.hpp"

#include <sodium.h>

namespace chatroom::sealed {

static_assert(key_bytes == crypto_auth_hmacsha256_BYTES);

SecretKey keyed_digest(const SecretKey& key, std::string_view text) {
    SecretKey digest;
    crypto_auth_hmacsha256_state state;
    crypto_auth_hmacsha256_init(&state, key.bytes().data(), key.bytes().size());
    crypto_auth_hmacsha256_update(&state, reinterpret_cast<const unsigned char*>(text.data()),
                                  text.size());
    crypto_auth_hmacsha256_final(&state, digest.bytes().data());
    sodium_memzero(&state, sizeof state);
    return digest;
}

} // namespace chatroom::sealed
