// SPDX-License-Identifier: GPL-3.0-or-later
// Who comes and goes, in one line.
#include "client/core/comings.hpp"

#include <gtest/gtest.h>

namespace chatroom {

namespace {

constexpr WallTime that_noon{std::chrono::hours(500'000)};

Event coming(std::string name, EventKind kind = EventKind::entered, WallTime when = that_noon) {
    Event event;
    event.kind = kind;
    event.name = std::move(name);
    event.time = when;
    return event;
}

const Wording& english() {
    return choose_wording([](std::string_view) { return std::nullopt; });
}

const Wording& chinese() {
    return choose_wording([](std::string_view) { return std::optional<std::string>("zh_CN"); });
}

// The line grows as long as nothing else happens.
TEST(ComingsTest, AreOneLine) {
    Comings comings;
    EXPECT_EQ(comings.line(english()), "");
    comings.add(coming("小明"));
    EXPECT_EQ(comings.line(chinese()), "小明 进入了聊天室");
    comings.add(coming("小红"));
    comings.add(coming("Bob", EventKind::left));
    EXPECT_EQ(comings.line(chinese()), "小明、小红 进入了聊天室；Bob 退出了聊天室");
    EXPECT_EQ(comings.line(english()), "小明, 小红 entered the room; Bob left the room");
    comings.begin_line();
    EXPECT_EQ(comings.line(english()), "");
    comings.add(coming("Ann", EventKind::left));
    EXPECT_EQ(comings.line(english()), "Ann left the room");
}

// Whoever comes and goes again is told of once, by how it was and is.
TEST(ComingsTest, TellHowItEnded) {
    Comings comings;
    comings.add(coming("Ann"));
    comings.add(coming("Ann", EventKind::left));
    EXPECT_EQ(comings.line(english()), "Ann came by and left");
    comings.add(coming("Ann"));
    comings.add(coming("Ann"));
    EXPECT_EQ(comings.line(english()), "Ann entered the room");
    comings.add(coming("Bob", EventKind::left));
    EXPECT_EQ(comings.line(english()), "Ann entered the room; Bob left the room");
    comings.add(coming("Bob"));
    EXPECT_EQ(comings.line(english()), "Ann entered the room; Bob left and came back");
    EXPECT_EQ(comings.line(chinese()), "Ann 进入了聊天室；Bob 离开后又回来了");
    comings.add(coming("Bob", EventKind::left));
    EXPECT_EQ(comings.line(english()), "Ann entered the room; Bob left the room");
}

// Somebody who comes, speaks, and comes again has left in between, and that is told.
TEST(ComingsTest, DoNotLoseADeparture) {
    Comings comings;
    comings.add(coming("Carol"));
    comings.spoke("Carol", that_noon);
    comings.begin_line();
    comings.add(coming("Carol", EventKind::left));
    comings.add(coming("Carol"));
    EXPECT_EQ(comings.line(english()), "Carol left and came back");
}

// People are counted, not how often they came.
TEST(ComingsTest, CountPeople) {
    Comings comings;
    for (int person = 0; person < 11; ++person) {
        comings.add(coming("p" + std::to_string(person)));
    }
    comings.begin_line();
    comings.spoke("Ann", that_noon);
    comings.add(coming("Ann"));
    for (int time = 0; time < 5; ++time) {
        comings.add(coming("stranger", EventKind::left));
        comings.add(coming("stranger"));
        comings.add(coming("other"));
    }
    EXPECT_EQ(comings.line(english()), "Ann and 1 more entered the room");
    EXPECT_EQ(comings.line(chinese()), "Ann 和另外 1 人 进入了聊天室");
}

// What was said long ago and is shown late makes nobody a stranger.
TEST(ComingsTest, RememberTheLatestTime) {
    Comings comings;
    for (int person = 0; person < 11; ++person) {
        comings.add(coming("p" + std::to_string(person)));
    }
    comings.begin_line();
    comings.spoke("Ann", that_noon);
    comings.spoke("Ann", that_noon - Comings::lately);
    comings.add(coming("Ann"));
    EXPECT_EQ(comings.line(english()), "Ann entered the room");
}

// Three are named, the others are counted.
TEST(ComingsTest, NameThree) {
    Comings comings;
    for (const char* name : {"A", "B", "C", "D", "E"}) {
        comings.add(coming(name));
    }
    EXPECT_EQ(comings.line(english()), "A, B, C and 2 more entered the room");
}

// Where many come, people are told of those they know.
TEST(ComingsTest, HideStrangersInABusyRoom) {
    Comings comings;
    for (int person = 0; person < 10; ++person) {
        comings.add(coming("p" + std::to_string(person)));
    }
    comings.begin_line();
    comings.add(coming("stranger"));
    EXPECT_EQ(comings.line(english()), "");
    comings.spoke("Ann", that_noon);
    comings.add(coming("Ann", EventKind::left, that_noon + std::chrono::minutes(1)));
    EXPECT_EQ(comings.line(english()), "Ann left the room");
    comings.add(coming("stranger", EventKind::left, that_noon + std::chrono::minutes(1)));
    EXPECT_EQ(comings.line(english()), "Ann left the room");
}

// Whoever has spoken long ago is a stranger again, and a room that was busy is quiet again.
TEST(ComingsTest, ForgetAfterAWhile) {
    Comings comings;
    comings.spoke("Ann", that_noon - Comings::lately);
    for (int person = 0; person < 11; ++person) {
        comings.add(coming("p" + std::to_string(person)));
    }
    comings.begin_line();
    comings.add(coming("Ann"));
    EXPECT_EQ(comings.line(english()), "");
    comings.add(coming("Bob", EventKind::entered, that_noon + Comings::busy_time));
    EXPECT_EQ(comings.line(english()), "Bob and 1 more entered the room");
}

// A room of many speakers does not fill the memory; who spoke first is forgotten.
TEST(ComingsTest, RememberSoManySpeakers) {
    Comings comings;
    for (std::size_t person = 0; person <= Comings::max_speakers; ++person) {
        comings.spoke("s" + std::to_string(person), that_noon + std::chrono::milliseconds(person));
    }
    for (int person = 0; person < 11; ++person) {
        comings.add(coming("p" + std::to_string(person)));
    }
    comings.begin_line();
    comings.add(coming("s0"));
    EXPECT_EQ(comings.line(english()), "");
    comings.add(coming("s1"));
    EXPECT_EQ(comings.line(english()), "s1 and 1 more entered the room");
}

} // namespace

} // namespace chatroom
