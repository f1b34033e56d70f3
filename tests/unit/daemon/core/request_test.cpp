// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/core/request_queue.hpp"

#include <gtest/gtest.h>

namespace chatroom {
namespace {

Request say_so_many(std::size_t texts) {
    return {{}, request::Say{.texts = std::vector<std::string>(texts, "x")}};
}

// A request makes as many events as it has parts, or one, or none.
TEST(RequestEvents, are_counted) {
    EXPECT_EQ(events_of(say_so_many(3)), 3U);
    EXPECT_EQ(events_of({{}, request::Announce{{"a", "b"}}}), 2U);
    // Whoever is inside under another name leaves.
    EXPECT_EQ(events_of({{}, request::Enter{.name = "x", .address = {}}}), 2U);
    EXPECT_EQ(events_of({{},
                         request::Enter{.name = "x",
                                        .door = DoorKind::sealed,
                                        .address = {},
                                        .program = {{.key = {}, .instance = {}, .seen = {}}}}}),
              1U);
    EXPECT_EQ(events_of({{}, request::Leave{}}), 1U);
    EXPECT_EQ(events_of({{}, request::Retire{{1}, "why"}}), 1U);
    EXPECT_EQ(events_of({{}, request::Kick{"x", ""}}), 1U);
    EXPECT_EQ(events_of({{}, request::Move{{1}, {}}}), 1U); // To where it is banned.
    EXPECT_EQ(events_of({{}, request::Announce{{"a"}, true}}), 2U);
    EXPECT_EQ(events_of({{}, request::Unban{"x"}}), 0U);
    EXPECT_EQ(events_of({{}, request::Release{"x"}}), 0U);
    EXPECT_EQ(events_of({{}, request::ReleaseUnused{}}), 0U);
    EXPECT_EQ(events_of({{}, request::KeepSettings{}}), 0U);
}

// A refusal is all of an answer, or the rest of what was said; that of a line may pass.
TEST(RefusalIn, finds_what_was_refused) {
    const answer::Refused muted{classic::Refusal::muted};
    const Answer all = muted;
    const Answer rest = answer::Said{.first = {}, .last = {}, .rest = muted};
    const Answer none = answer::Said{.first = {}, .last = {}};
    ASSERT_NE(refusal_in(all), nullptr);
    EXPECT_EQ(refusal_in(all)->refusal, classic::Refusal::muted);
    ASSERT_NE(refusal_in(rest), nullptr);
    EXPECT_EQ(refusal_in(rest)->refusal, classic::Refusal::muted);
    EXPECT_EQ(refusal_in(none), nullptr);
    EXPECT_EQ(refusal_in(answer::NotSaved{}), nullptr);
    EXPECT_TRUE(muted.is_for_now());
    EXPECT_TRUE(answer::Refused{classic::Refusal::too_fast}.is_for_now());
    EXPECT_FALSE(answer::Refused{classic::Refusal::not_inside}.is_for_now());
}

// What waits is taken in its order, and there is a limit to it.
TEST(RequestQueue, has_a_limit) {
    RequestQueue queue;
    for (std::size_t number = 0; number < RequestQueue::max_requests; ++number) {
        ASSERT_TRUE(queue.push(say_so_many(number < 2 ? 1 : 0)));
    }
    EXPECT_FALSE(queue.push(say_so_many(1)));
    EXPECT_EQ(queue.size(), RequestQueue::max_requests);
    EXPECT_EQ(queue.events(), 2U);
    EXPECT_EQ(queue.take({}).size(), RequestQueue::max_requests);
    EXPECT_TRUE(queue.empty());
    EXPECT_EQ(queue.events(), 0U);
    EXPECT_TRUE(queue.push(say_so_many(1)));
}

} // namespace
} // namespace chatroom
