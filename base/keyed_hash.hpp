// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace chatroom {

/// Makes a hash that nobody can foresee who does not know the key.
struct HashKey {
    std::array<std::uint8_t, 16> bytes{};
};

/// SipHash-2-4 of the bytes: where others choose what a table holds they cannot make it slow.
std::uint64_t keyed_hash(const HashKey& key, std::string_view bytes);

} // namespace chatroom
