// SPDX-License-Identifier: GPL-3.0-or-later
// Looking something up in what was shown.
#include "client/core/seen_events.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace chatroom {

namespace {

using testing::ElementsAre;
using testing::IsEmpty;

Event seen(std::uint64_t number, std::string name, std::string text) {
    Event event;
    event.sequence = {number};
    event.kind = EventKind::said;
    event.name = std::move(name);
    event.text = std::move(text);
    return event;
}

std::vector<std::uint64_t> numbers(const std::vector<Event>& events) {
    std::vector<std::uint64_t> result;
    for (const auto& event : events) {
        result.push_back(event.sequence.value);
    }
    return result;
}

// A word is found in texts and names, in either case, in the order of the room.
TEST(SeenEventsTest, FindWords) {
    SeenEvents events;
    events.add(seen(1, "Ann", "the Exam"));
    events.add(seen(2, "Bob", "no"));
    events.add(seen(3, "Examiner", "yes"));
    EXPECT_THAT(numbers(events.find("exam")), ElementsAre(1, 3));
    EXPECT_THAT(events.find("nothing"), IsEmpty());
}

// A mention is by somebody else.
TEST(SeenEventsTest, FindMentions) {
    SeenEvents events;
    events.add(seen(1, "Ann", "hi bob!"));
    events.add(seen(2, "Bob", "I am Bob"));
    auto left = seen(3, "Bob", "");
    left.kind = EventKind::left;
    events.add(left);
    EXPECT_THAT(numbers(events.mentions("Bob")), ElementsAre(1));
}

// A mention is a word, as on the screen, not a part of one.
TEST(SeenEventsTest, FindMentionsAsWords) {
    SeenEvents events;
    events.add(seen(1, "Bob", "this is finally all"));
    events.add(seen(2, "Bob", "hey AL, look"));
    EXPECT_THAT(numbers(events.mentions("al")), ElementsAre(2));
}

// What was asked of the server is found, too, in front of the rest, as long as there is room.
TEST(SeenEventsTest, FindOlderEvents) {
    SeenEvents events;
    events.add(seen(9, "Ann", "exam"));
    events.add_older({seen(1, "Ann", "exam"), seen(2, "Ann", "exam")});
    EXPECT_THAT(numbers(events.find("exam")), ElementsAre(1, 2, 9));
    for (std::uint64_t number = 10; number < SeenEvents::max_events + 6; ++number) {
        events.add(seen(number, "Ann", "x"));
    }
    events.add_older({seen(3, "Ann", "old"), seen(4, "Ann", "old"), seen(5, "Ann", "old")});
    EXPECT_THAT(numbers(events.find("old")), ElementsAre(5));
}

// A name is found however it is written.
TEST(SeenEventsTest, KnowHowNamesAreWritten) {
    SeenEvents events;
    events.add(seen(1, "Bob", "hi"));
    EXPECT_EQ(events.spelling_of(name_keys("BOB")), "Bob");
    EXPECT_EQ(events.spelling_of(name_keys("Rob")), std::nullopt);
}

// What was recalled is not found any more.
TEST(SeenEventsTest, ForgetWhatIsRecalled) {
    SeenEvents events;
    events.add(seen(1, "Ann", "password"));
    auto recalled = seen(2, "Ann", "");
    recalled.kind = EventKind::recalled;
    recalled.about = {1};
    events.add(recalled);
    EXPECT_THAT(events.find("password"), IsEmpty());
}

// Of many the latest are found, and the oldest are forgotten.
TEST(SeenEventsTest, HaveLimits) {
    SeenEvents events;
    events.add(seen(1, "Ann", "first"));
    for (std::uint64_t number = 2; number <= SeenEvents::max_events + 1; ++number) {
        events.add(seen(number, "Ann", "x"));
    }
    EXPECT_THAT(events.find("first"), IsEmpty());
    const auto found = numbers(events.find("x"));
    ASSERT_EQ(found.size(), SeenEvents::max_found);
    EXPECT_EQ(found.back(), SeenEvents::max_events + 1);
}

} // namespace

} // namespace chatroom
