// SPDX-License-Identifier: GPL-3.0-or-later
// What the user wants to know of the room, page by page.
#include "client/core/room_questions.hpp"
#include "tests/unit/client/core/sealed_server.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace chatroom {

namespace {

using sealed::AskDelivered;
using sealed::AskMembers;
using sealed::AskOlder;
using testing::ElementsAre;
using testing::IsEmpty;

Event older_event(std::uint64_t number) {
    Event event;
    event.sequence = {number};
    event.kind = EventKind::announced;
    event.text = "x";
    return event;
}

// Different questions go side by side, each until it is answered.
TEST(RoomQuestionsTest, AskSideBySide) {
    RoomQuestions questions;
    questions.begin({9});
    EXPECT_EQ(questions.next_deadline(), std::nullopt);
    questions.ask_delivered(at(0), {7});
    questions.ask_members(at(0), "o");
    questions.ask_older(at(0), 5);
    EXPECT_THAT(questions.next(at(0)),
                ElementsAre(AskDelivered{{7}}, AskMembers{1, {}, "o"}, AskOlder{{10}}));
    EXPECT_THAT(questions.take(at(1), sealed::Members{1, 1, {}, {"Bob"}}),
                ElementsAre(ShowMembers{"o", sealed::Crowd{1, {"Bob"}}}));
    EXPECT_THAT(questions.next(at(1000)), ElementsAre(AskDelivered{{7}}, AskOlder{{10}}));
    EXPECT_THAT(questions.take(at(1001), sealed::Older{{10}, {}, {older_event(8)}}),
                ElementsAre(ShowOlder{std::vector{older_event(8)}, true}));
    const sealed::Delivered delivered{{7}, {}, {}, {}, {}};
    EXPECT_THAT(questions.take(at(1002), delivered), ElementsAre(ShowDelivery{{7}, delivered}));
    EXPECT_THAT(questions.take(at(1003), delivered), IsEmpty());
    EXPECT_EQ(questions.next_deadline(), std::nullopt);
}

// Members are collected from their pages, up to as many as anybody reads.
TEST(RoomQuestionsTest, CollectMembers) {
    RoomQuestions questions;
    questions.ask_members(at(0), "");
    questions.next(at(0));
    EXPECT_THAT(questions.take(at(1), sealed::Members{1, 300, {5}, {"a", "b"}}), IsEmpty());
    EXPECT_THAT(questions.next(at(1)), ElementsAre(AskMembers{2, {5}, ""}));
    EXPECT_THAT(questions.take(at(2), sealed::Members{1, 300, {5}, {"a", "b"}}), IsEmpty());
    const std::vector<std::string> many(250, "c");
    const auto shown = questions.take(at(3), sealed::Members{2, 300, {9}, many});
    ASSERT_EQ(shown.size(), 1U);
    const auto& members = std::get<ShowMembers>(shown[0]).members.value();
    EXPECT_EQ(members.count, 300U);
    EXPECT_EQ(members.names.size(), RoomQuestions::max_names);
    EXPECT_THAT(questions.next(at(3)), IsEmpty());
}

// A server that sends the asker in circles, or counts otherwise than it names, is not followed.
TEST(RoomQuestionsTest, AreNotSentInCircles) {
    RoomQuestions questions;
    questions.ask_members(at(0), "");
    questions.next(at(0));
    EXPECT_THAT(questions.take(at(1), sealed::Members{1, 9, {5}, {"a"}}), IsEmpty());
    questions.next(at(1));
    EXPECT_THAT(questions.take(at(2), sealed::Members{2, 1, {5}, {"b"}}),
                ElementsAre(ShowMembers{"", sealed::Crowd{2, {"a", "b"}}}));
}

// Whoever shows more than the session told asks in front of that.
TEST(RoomQuestionsTest, ReadInFrontOfAnyEvent) {
    RoomQuestions questions;
    questions.begin({90});
    questions.ask_older(at(0), 2, Sequence{20});
    EXPECT_THAT(questions.next(at(0)), ElementsAre(AskOlder{{20}}));
    EXPECT_THAT(questions.take(at(1), sealed::Older{{91}, {}, {older_event(90)}}), IsEmpty());
    EXPECT_THAT(
        questions.take(at(1), sealed::Older{{20}, {18}, {older_event(18), older_event(19)}}),
        ElementsAre(ShowOlder{std::vector{older_event(18), older_event(19)}, false}));
    questions.ask_older(at(2), 2);
    EXPECT_THAT(questions.next(at(2)), ElementsAre(AskOlder{{18}}));
}

// Older events come in order, as many as were asked for, and the next question goes on there.
TEST(RoomQuestionsTest, ReadBackwards) {
    RoomQuestions questions;
    questions.begin({9});
    questions.begin({50});
    questions.ask_older(at(0), 3);
    questions.next(at(0));
    EXPECT_THAT(questions.take(at(1), sealed::Older{{10}, {8}, {older_event(8), older_event(9)}}),
                IsEmpty());
    EXPECT_THAT(questions.next(at(1)), ElementsAre(AskOlder{{8}}));
    EXPECT_THAT(
        questions.take(at(2), sealed::Older{{8}, {3}, {older_event(5), older_event(7)}}),
        ElementsAre(ShowOlder{std::vector{older_event(7), older_event(8), older_event(9)}, false}));
    questions.ask_older(at(3), 3);
    EXPECT_THAT(questions.next(at(3)), ElementsAre(AskOlder{{7}}));
    EXPECT_THAT(questions.take(at(4), sealed::Older{{7}, {}, {older_event(5)}}),
                ElementsAre(ShowOlder{std::vector{older_event(5)}, true}));
    EXPECT_THAT(questions.next(at(4)), IsEmpty());
}

// Where there is nothing older nobody need be asked again.
TEST(RoomQuestionsTest, KnowTheBeginning) {
    RoomQuestions questions;
    questions.begin({9});
    questions.ask_older(at(0), 3);
    questions.next(at(0));
    questions.take(at(1), sealed::Older{{10}, {}, {}});
    questions.ask_older(at(2), 3);
    EXPECT_THAT(questions.next(at(2)), ElementsAre(AskOlder{{0}}));
    EXPECT_THAT(questions.take(at(3), sealed::Older{{0}, {}, {}}),
                ElementsAre(ShowOlder{std::vector<Event>{}, true}));
}

// What is not answered is told so; what has come by then is shown.
TEST(RoomQuestionsTest, GiveUp) {
    RoomQuestions questions;
    questions.begin({9});
    questions.ask_delivered(at(0), {7});
    questions.ask_members(at(0), "x");
    questions.ask_older(at(0), 9);
    for (int second = 0; second < 5; ++second) {
        EXPECT_THAT(questions.advance(at(1000 * second)), IsEmpty());
        questions.next(at(1000 * second));
    }
    EXPECT_THAT(questions.advance(at(5000)),
                ElementsAre(ShowDelivery{{7}, std::nullopt}, ShowMembers{"x"}, ShowOlder{}));
    EXPECT_EQ(questions.next_deadline(), std::nullopt);
    questions.ask_older(at(6000), 9);
    questions.next(at(6000));
    questions.take(at(6001), sealed::Older{{10}, {8}, {older_event(8)}});
    for (int second = 0; second < 5; ++second) {
        questions.next(at(6001 + 1000 * second));
    }
    EXPECT_THAT(questions.advance(at(11'001)),
                ElementsAre(ShowOlder{std::vector{older_event(8)}, false}));
}

// A question that takes the place of one that is half answered begins where that one began: nothing
// of what was read is left out.
TEST(RoomQuestionsTest, ReadOlderEventsAgain) {
    RoomQuestions questions;
    questions.begin({9});
    questions.ask_older(at(0), 9);
    questions.next(at(0));
    EXPECT_THAT(questions.take(at(1), sealed::Older{{10}, {8}, {older_event(8), older_event(9)}}),
                IsEmpty());
    questions.ask_older(at(2), 1);
    EXPECT_THAT(questions.next(at(2)), ElementsAre(AskOlder{{10}}));
    EXPECT_THAT(questions.take(at(3), sealed::Older{{10}, {8}, {older_event(8), older_event(9)}}),
                ElementsAre(ShowOlder{std::vector{older_event(9)}, false}));
    questions.ask_older(at(4), 1);
    EXPECT_THAT(questions.next(at(4)), ElementsAre(AskOlder{{9}}));
}

// A server that has nothing to tell and says there is more does not make us ask without end.
TEST(RoomQuestionsTest, EndWithAPageThatBringsNothing) {
    RoomQuestions questions;
    questions.begin({1'000'000});
    questions.ask_members(at(0), "");
    questions.ask_older(at(0), 5);
    questions.next(at(0));
    EXPECT_THAT(questions.take(at(1), sealed::Members{1, 4'000'000'000, {1}, {}}),
                ElementsAre(ShowMembers{"", sealed::Crowd{4'000'000'000, {}}}));
    EXPECT_THAT(questions.take(at(1), sealed::Older{{1'000'001}, {1'000'000}, {}}),
                ElementsAre(ShowOlder{std::vector<Event>{}, false}));
    EXPECT_THAT(questions.next(at(5000)), IsEmpty());
    EXPECT_EQ(questions.next_deadline(), std::nullopt);
}

// However small the pages are, there are only as many as there are lines to show.
TEST(RoomQuestionsTest, AskForNoMorePagesThanLines) {
    RoomQuestions questions;
    questions.begin({1'000'000});
    questions.ask_members(at(0), "");
    questions.ask_older(at(0), 1'000'000);
    std::size_t asked = 0;
    for (auto frames = questions.next(at(0)); !frames.empty(); frames = questions.next(at(0))) {
        for (const auto& frame : frames) {
            ++asked;
            if (const auto* members = std::get_if<AskMembers>(&frame)) {
                questions.take(at(0),
                               sealed::Members{
                                   members->question, 4'000'000'000, members->after.next(), {"a"}});
            } else if (const auto* older = std::get_if<AskOlder>(&frame)) {
                const auto number = older->before.value - 1;
                questions.take(at(0),
                               sealed::Older{older->before, {number}, {older_event(number)}});
            }
        }
    }
    EXPECT_EQ(asked, RoomQuestions::max_names + RoomQuestions::max_older);
}

} // namespace

} // namespace chatroom
