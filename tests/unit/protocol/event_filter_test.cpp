// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocol/event_filter.hpp"

#include <gtest/gtest.h>

namespace chatroom {
namespace {

using namespace std::chrono_literals;

const WallTime noon{12h};

// Without a condition everything passes.
TEST(EventFilter, LetsEverythingThrough) {
    EventFilter filter({});
    EXPECT_TRUE(filter.lets_through(noon, "", ""));
    EXPECT_TRUE(filter.lets_through(WallTime{}, "Bob", "hi"));
}

// Both ends of a span belong to it.
TEST(EventFilter, LetsATimeThrough) {
    EventFilter filter({.since = noon, .until = noon + 1h});
    EXPECT_FALSE(filter.lets_through(noon - 1ms, "", ""));
    EXPECT_TRUE(filter.lets_through(noon, "", ""));
    EXPECT_TRUE(filter.lets_through(noon + 1h, "", ""));
    EXPECT_FALSE(filter.lets_through(noon + 1h + 1ms, "", ""));
}

// A name is one in any spelling; what is about nobody is not about somebody.
TEST(EventFilter, LetsOneUserThrough) {
    EventFilter filter({.user = "bob"});
    for (int again = 0; again < 2; ++again) {
        EXPECT_TRUE(filter.lets_through(noon, "bob", ""));
        EXPECT_TRUE(filter.lets_through(noon, "Bob", ""));
        EXPECT_FALSE(filter.lets_through(noon, "Bobby", ""));
    }
    EXPECT_FALSE(filter.lets_through(noon, "", "bob"));
}

// A name longer than any is nobody's, and takes no time.
TEST(EventFilter, KnowsNobodyOfALongName) {
    const std::string name(100'000, 'x');
    EventFilter filter({.user = name});
    EXPECT_FALSE(filter.lets_through(noon, "x", ""));
}

// A part of the text is found in small and capital letters; the name is no text.
TEST(EventFilter, LetsATextThrough) {
    EventFilter filter({.text = "HELLO wörld"});
    EXPECT_TRUE(filter.lets_through(noon, "", "oh, hello WÖRLD!"));
    EXPECT_FALSE(filter.lets_through(noon, "hello wörld", "hello"));
    EventFilter chinese({.text = "你好"});
    EXPECT_TRUE(chinese.lets_through(noon, "", "小明你好"));
    EventFilter dots({.text = "a.c"});
    EXPECT_FALSE(dots.lets_through(noon, "", "abc"));
}

// All conditions hold at once.
TEST(EventFilter, LetsThroughWhatMeetsAllConditions) {
    EventFilter filter({.since = noon, .until = {}, .user = "Bob", .text = "hi"});
    EXPECT_TRUE(filter.lets_through(noon, "Bob", "hi"));
    EXPECT_FALSE(filter.lets_through(noon - 1ms, "Bob", "hi"));
    EXPECT_FALSE(filter.lets_through(noon, "Ann", "hi"));
    EXPECT_FALSE(filter.lets_through(noon, "Bob", "no"));
}

} // namespace
} // namespace chatroom
