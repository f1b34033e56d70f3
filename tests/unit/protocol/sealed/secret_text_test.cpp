// SPDX-License-Identifier: GPL-3.0-or-later
// Texts that are wiped; that they are is seen in the memory of the real programs
// (tests/end_to_end).
#include "protocol/sealed/secret_text.hpp"

#include <gtest/gtest.h>

namespace chatroom::sealed {
namespace {

// A text that was moved or copied is the same text, and one that was cut its beginning.
TEST(SecretText, IsMovedCopiedAndCut) {
    SecretText text(3);
    EXPECT_EQ(text.view(), std::string_view("\0\0\0", 3));
    std::string_view("abc").copy(text.data(), 3);
    const auto copy = text;
    auto moved = std::move(text);
    EXPECT_EQ(moved.view(), "abc");
    moved.cut(2);
    EXPECT_EQ(moved.view(), "ab");
    EXPECT_EQ(copy.view(), "abc");
    EXPECT_EQ(SecretText("xyz").view(), "xyz");
    EXPECT_EQ(SecretText("").view(), "");
}

} // namespace
} // namespace chatroom::sealed
