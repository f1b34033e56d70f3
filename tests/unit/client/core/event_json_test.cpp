// SPDX-License-Identifier: GPL-3.0-or-later
// What happens, as lines of JSON for programs.
#include "client/core/event_json.hpp"

#include <gtest/gtest.h>

namespace chatroom {

namespace {

Event json_event() {
    Event event;
    event.sequence = {17};
    event.time = WallTime{std::chrono::milliseconds(1'764'424'480'123)};
    event.kind = EventKind::said;
    event.name = "小明";
    event.text = "a \"b\"";
    return event;
}

// Every object has the same keys, in the same order.
TEST(EventJsonTest, SaysWhatHappened) {
    EXPECT_EQ(event_json(ShowEvent{json_event(), true, MessageId{3}}),
              R"({"seq":17,"time":"2025-11-29T13:54:40.123Z","kind":"said","name":"小明",)"
              R"("text":"a \"b\"","about":0,"own":true,"past":true})");
}

// What is about another event says which; a kind of tomorrow is passed on by its number.
TEST(EventJsonTest, PassesOnKindsThatAreNotKnown) {
    auto event = json_event();
    event.kind = EventKind{77};
    event.about = {9};
    event.text.clear();
    EXPECT_EQ(event_json(ShowEvent{event}),
              R"({"seq":17,"time":"2025-11-29T13:54:40.123Z","kind":"kind-77","name":"小明",)"
              R"("text":"","about":9,"own":false,"past":false})");
}

// A terminal that shows it is not commanded by it, and a program loses nothing.
TEST(EventJsonTest, EscapesWhatCommandsATerminal) {
    auto event = json_event();
    event.text = "\x1b[2J\u009b\u202e\n";
    EXPECT_NE(event_json(ShowEvent{event}).find(R"("text":"\u001b[2J\u009b\u202e\u000a")"),
              std::string::npos);
}

// What has no number has 0; a gap says how many events it takes, as far as anybody knows.
TEST(EventJsonTest, SaysWhatHasNoNumber) {
    const auto now = json_event().time;
    EXPECT_EQ(event_json(ShowGap{7}, now),
              R"({"seq":0,"time":"2025-11-29T13:54:40.123Z","kind":"gap","name":"","text":"7",)"
              R"("about":0,"own":false,"past":false})");
    EXPECT_NE(event_json(ShowGap{7, true}, now).find(R"("text":"")"), std::string::npos);
    EXPECT_NE(event_json(ShowLine{"Bob \xff"}, now)
                  .find("\"kind\":\"line\",\"name\":\"\","
                        "\"text\":\"Bob \uFFFD\""),
              std::string::npos);
}

} // namespace

} // namespace chatroom
