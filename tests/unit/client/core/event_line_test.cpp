// SPDX-License-Identifier: GPL-3.0-or-later
// What happened in the room, as a line.
#include "client/core/event_line.hpp"

#include <cstdlib>
#include <ctime>

#include <gtest/gtest.h>

namespace chatroom {

namespace {

using classic::Language;

WallTime time(const char* text) {
    return *from_rfc3339(text);
}

ShowEvent said(const char* when, bool is_past) {
    Event event;
    event.time = time(when);
    event.kind = EventKind::said;
    event.name = "Bob";
    event.text = "hi";
    return {event, is_past};
}

class EventLineTest : public testing::Test {
protected:
    EventLineTest() {
        ::setenv("TZ", "XYZ-8", 1); // Eight hours before UTC's clock.
        ::tzset();
    }
    ~EventLineTest() override {
        ::unsetenv("TZ");
        ::tzset();
    }

    WallTime now_ = time("2026-11-23T15:30:00.000Z"); // 23:30 on that day.
};

// What happens now is told without a time.
TEST_F(EventLineTest, HasNoTimeWhileItHappens) {
    const auto event = said("2026-11-23T13:05:59.999Z", false);
    EXPECT_EQ(event_line(Language::zh, event, now_), "Bob ： hi");
    EXPECT_EQ(event_line(Language::en, event, now_), "Bob : hi");
}

// What is past has the time of the user's clock, and the day if it was another.
TEST_F(EventLineTest, TellsWhenItWas) {
    const auto line = [&](const char* when) {
        return event_line(Language::zh, said(when, true), now_).value();
    };
    EXPECT_EQ(line("2026-11-23T13:05:59.999Z"), "[21:05] Bob ： hi");
    EXPECT_EQ(line("2026-11-22T16:00:00.000Z"), "[00:00] Bob ： hi");
    EXPECT_EQ(line("2026-11-22T15:59:59.999Z"), "[11-22 23:59] Bob ： hi");
    EXPECT_EQ(line("2026-11-23T16:00:00.000Z"), "[11-24 00:00] Bob ： hi");
    EXPECT_EQ(line("2025-11-23T13:05:00.000Z"), "[11-23 21:05] Bob ： hi");
}

// A server can say any time; none of them harms.
TEST_F(EventLineTest, SurvivesEveryTime) {
    auto event = said("2026-11-23T13:05:00.000Z", true);
    for (const auto extreme : {WallTime::min(), WallTime::max(), WallTime{}}) {
        event.event.time = extreme;
        EXPECT_TRUE(event_line(Language::en, event, now_).value().ends_with("] Bob : hi"));
    }
}

// What is of a kind that has no words here is shown as nothing.
TEST_F(EventLineTest, HasNoWordsForUnknownKinds) {
    auto event = said("2026-11-23T13:05:59.999Z", false);
    event.event.kind = EventKind{77};
    EXPECT_EQ(event_line(Language::en, event, now_), std::nullopt);
}

} // namespace

} // namespace chatroom
