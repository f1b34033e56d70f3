// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/keyed_hash.hpp"

#include <cstring>

#include <sodium.h>

namespace chatroom {

static_assert(std::tuple_size_v<decltype(HashKey::bytes)> == crypto_shorthash_KEYBYTES);

std::uint64_t keyed_hash(const HashKey& key, std::string_view bytes) {
    std::uint64_t hash = 0;
    static_assert(sizeof hash == crypto_shorthash_BYTES);
    std::array<unsigned char, sizeof hash> digest{};
    crypto_shorthash(digest.data(), reinterpret_cast<const unsigned char*>(bytes.data()),
                     bytes.size(), key.bytes.data());
    std::memcpy(&hash, digest.data(), sizeof hash);
    return hash;
}

} // namespace chatroom
