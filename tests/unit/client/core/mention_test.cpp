// SPDX-License-Identifier: GPL-3.0-or-later
// Whether somebody says our name.
#include "client/core/mention.hpp"

#include <gtest/gtest.h>

namespace chatroom {

namespace {

// The case does not matter, nor what stands around it.
TEST(MentionTest, IsAWordOfTheText) {
    EXPECT_TRUE(mentions("Bob: are you there?", "Bob"));
    EXPECT_TRUE(mentions("hi @bob", "Bob"));
    EXPECT_TRUE(mentions("BOB!", "bob"));
    EXPECT_TRUE(mentions("bobby and Bob", "Bob"));
    EXPECT_TRUE(mentions("问问Bob吧", "Bob"));
    EXPECT_TRUE(mentions("Ωmega: ωμέγα", "ΩΜΈΓΑ"));
}

// A part of another word is none.
TEST(MentionTest, IsNoPartOfAWord) {
    EXPECT_FALSE(mentions("bobby", "Bob"));
    EXPECT_FALSE(mentions("kebob_", "Bob"));
    EXPECT_FALSE(mentions("Bob2", "Bob"));
    EXPECT_FALSE(mentions("nobody", "Bob"));
    EXPECT_FALSE(mentions("", "Bob"));
    EXPECT_FALSE(mentions("anything", ""));
}

// Chinese has no blanks between words.
TEST(MentionTest, NeedsNoBlanksInChinese) {
    EXPECT_TRUE(mentions("请小明来一下", "小明"));
    EXPECT_FALSE(mentions("请小红来一下", "小明"));
}

} // namespace

} // namespace chatroom
