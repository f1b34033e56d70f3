// SPDX-License-Identifier: GPL-3.0-or-later
#include "web/io/wiping_allocator.hpp"

#include <sodium.h>

namespace chatroom {

void wipe(void* memory, std::size_t bytes) {
    sodium_memzero(memory, bytes);
}

} // namespace chatroom
