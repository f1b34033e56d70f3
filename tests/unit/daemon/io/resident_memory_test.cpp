// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/io/resident_memory.hpp"

#include <vector>

#include <gtest/gtest.h>

namespace chatroom {
namespace {

// What is used is counted, in bytes.
TEST(ResidentMemory, GrowsWithWhatIsUsed) {
    constexpr std::size_t bytes = 64U << 20U;
    const auto before = resident_bytes();
    const std::vector<char> used(bytes, 'x');
    EXPECT_EQ(used.back(), 'x');
    EXPECT_GT(resident_bytes(), before + bytes / 2);
}

} // namespace
} // namespace chatroom
