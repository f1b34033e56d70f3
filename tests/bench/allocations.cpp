// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/allocations.hpp"

#include <cstdlib>
#include <new>

namespace {

std::uint64_t count = 0; // These benchmarks have one thread.

} // namespace

void* operator new(std::size_t size) {
    ++count;
    if (void* memory = std::malloc(size)) {
        return memory;
    }
    throw std::bad_alloc();
}

void operator delete(void* memory) noexcept {
    std::free(memory);
}

void operator delete(void* memory, std::size_t /*size*/) noexcept {
    std::free(memory);
}

namespace chatroom::bench {

std::uint64_t allocations() {
    return count;
}

} // namespace chatroom::bench
