// SPDX-License-Identifier: GPL-3.0-or-later
#include "ctl/event_text.hpp"

#include <gtest/gtest.h>

// The words for what has happened; render_test has those of every kind in a log.
namespace chatroom {
namespace {

control::LoggedEvent event_of(std::string kind, std::string name, std::string text) {
    return {{8}, WallTime{}, std::move(kind), std::move(name), std::move(text), {}};
}

// What was said is after the name, and one line whatever is in it.
TEST(EventText, IsOneLine) {
    EXPECT_EQ(event_text(event_of("said", "小明", "你好")), "小明 ： 你好");
    EXPECT_EQ(event_text(event_of("left", "Bob\n", "")), "Bob\\x0A left the room");
}

// An event that is about an earlier one names it, whatever its kind.
TEST(EventText, NamesTheEventThatItIsAbout) {
    auto edited = event_of("edited", "Bob", "x");
    edited.about = {7};
    EXPECT_EQ(event_text(edited), "[edited] Bob x (about #7)");
}

// A recalled text is not there, and is said to be.
TEST(EventText, SaysWhatWasRecalled) {
    auto said = event_of("said", "Bob", "");
    said.recalled = true;
    EXPECT_EQ(event_text(said), "Bob ： (recalled)");
}

} // namespace
} // namespace chatroom
