// SPDX-License-Identifier: GPL-3.0-or-later
// Asking something until somebody answers.
#include "client/core/inquiry.hpp"
#include "tests/unit/client/core/sealed_server.hpp"

#include <gtest/gtest.h>

namespace chatroom {

namespace {

using sealed::AskDelivered;

using AboutEvents = Inquiry<AskDelivered>;

/// Whether it was the answer.
bool is_answered_by(AboutEvents& inquiry, std::uint64_t event) {
    return inquiry.take([&](const auto& asked) { return asked.event == Sequence{event}; })
        .has_value();
}

// What is asked goes at once, and once a second until the answer comes.
TEST(Inquiry, RepeatsItself) {
    AboutEvents inquiry;
    EXPECT_EQ(inquiry.next_deadline(), std::nullopt);
    inquiry.ask(at(0), {{17}});
    EXPECT_EQ(inquiry.next(at(0)), AskDelivered{{17}});
    EXPECT_EQ(inquiry.next(at(999)), std::nullopt);
    EXPECT_EQ(inquiry.next_deadline(), at(1000));
    EXPECT_EQ(inquiry.next(at(1000)), AskDelivered{{17}});
    EXPECT_FALSE(is_answered_by(inquiry, 16));
    EXPECT_TRUE(is_answered_by(inquiry, 17));
    EXPECT_FALSE(is_answered_by(inquiry, 17));
    EXPECT_EQ(inquiry.next_deadline(), std::nullopt);
}

// After five times without an answer there is none.
TEST(Inquiry, GivesUp) {
    AboutEvents inquiry;
    inquiry.ask(at(0), {{17}});
    for (int second = 0; second < AboutEvents::max_times_asked; ++second) {
        EXPECT_EQ(inquiry.advance(at(1000 * second)), std::nullopt);
        EXPECT_TRUE(inquiry.next(at(1000 * second)));
    }
    EXPECT_EQ(inquiry.advance(at(4999)), std::nullopt);
    EXPECT_EQ(inquiry.advance(at(5000)), AskDelivered{{17}});
    EXPECT_EQ(inquiry.advance(at(6000)), std::nullopt);
    EXPECT_EQ(inquiry.next(at(6000)), std::nullopt);
}

// A new question takes the place of the one before.
TEST(Inquiry, AsksOneThingAtATime) {
    AboutEvents inquiry;
    inquiry.ask(at(0), {{17}});
    EXPECT_TRUE(inquiry.next(at(0)));
    inquiry.ask(at(10), {{18}});
    EXPECT_EQ(inquiry.next(at(10)), AskDelivered{{18}});
    EXPECT_FALSE(is_answered_by(inquiry, 17));
    EXPECT_TRUE(is_answered_by(inquiry, 18));
}

} // namespace

} // namespace chatroom
