// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocol/han_look_alikes.hpp"

#include <gtest/gtest.h>

namespace chatroom {
namespace {

// A look-alike stands for the character it is taken for; others stand for themselves.
TEST(HanLookAlikes, stand_for_another_character) {
    EXPECT_EQ(without_disguise(U'菅'), U'管');
    EXPECT_EQ(without_disguise(U'贠'), U'员');
    EXPECT_EQ(without_disguise(U'員'), U'员');
    EXPECT_EQ(without_disguise(U'管'), U'管');
    EXPECT_EQ(without_disguise(U'明'), U'明');
    EXPECT_EQ(without_disguise(U'a'), U'a');
}

} // namespace
} // namespace chatroom
