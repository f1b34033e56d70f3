// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <span>

#include <sodium.h>

namespace chatroom::bench {

/// What the programs make their keys of.
inline void fill_random(std::span<std::uint8_t> bytes) {
    ::randombytes_buf(bytes.data(), bytes.size());
}

} // namespace chatroom::bench
