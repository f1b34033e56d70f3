// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <memory>

namespace chatroom {

/// Overwrites memory so that no compiler leaves it out.
void wipe(void* memory, std::size_t bytes);

/// Wipes what is given back: whoever grows leaves a copy behind, and that may hold a secret.
template <typename Value>
struct WipingAllocator {
    using value_type = Value;

    WipingAllocator() = default;
    template <typename Other>
    WipingAllocator(const WipingAllocator<Other>& /*other*/) {}

    Value* allocate(std::size_t count) { return std::allocator<Value>().allocate(count); }
    void deallocate(Value* memory, std::size_t count) {
        wipe(memory, count * sizeof(Value));
        std::allocator<Value>().deallocate(memory, count);
    }

    template <typename Other>
    bool operator==(const WipingAllocator<Other>& /*other*/) const {
        return true;
    }
};

} // namespace chatroom
