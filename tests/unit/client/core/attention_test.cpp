// SPDX-License-Identifier: GPL-3.0-or-later
// What is done when somebody says our name.
#include "client/core/attention.hpp"

#include <gtest/gtest.h>

namespace chatroom {

namespace {

// The words of attention_from() are those of the option.
TEST(AttentionTest, HasAWordForEachKind) {
    EXPECT_EQ(attention_from("off"), Attention::none);
    EXPECT_EQ(attention_from("bell"), Attention::bell);
    EXPECT_EQ(attention_from("osc9"), Attention::osc9);
    EXPECT_EQ(attention_from("osc777"), Attention::osc777);
    EXPECT_EQ(attention_from("loud"), std::nullopt);
}

// Where sequences are taken the desktop hears of it, and what would end its words is replaced.
TEST(AttentionTest, IsCalled) {
    EXPECT_EQ(attention_bytes(Attention::none, true, "hi"), "");
    EXPECT_EQ(attention_bytes(Attention::bell, true, "hi"), "\a");
    EXPECT_EQ(attention_bytes(Attention::osc9, true, "a;b"), "\a\x1b]9;a,b\x1b\\");
    EXPECT_EQ(attention_bytes(Attention::osc777, true, "hi"),
              "\a\x1b]777;notify;chatroom;hi\x1b\\");
    EXPECT_EQ(attention_bytes(Attention::osc777, false, "hi"), "\a");
}

} // namespace

} // namespace chatroom
