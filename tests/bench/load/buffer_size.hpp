// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>

namespace chatroom::bench {

/// What a member's socket holds, so that what is lost was not lost by the load generator. Only what
/// waits takes memory; many members leave each a little less, as all of it is the kernel's.
constexpr std::size_t receive_buffer_bytes(std::size_t members) {
    constexpr std::size_t mebibyte = 1024 * 1024;
    return members <= 1000 ? 4 * mebibyte : mebibyte;
}

} // namespace chatroom::bench
