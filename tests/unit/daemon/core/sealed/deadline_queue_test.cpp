// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/core/sealed/deadline_queue.hpp"

#include <deque>
#include <random>
#include <set>

#include <gtest/gtest.h>

namespace chatroom {
namespace {

SteadyTime at(unsigned second) {
    return SteadyTime(std::chrono::seconds(second));
}

class DeadlineQueueTest : public ::testing::Test {
protected:
    SealedLink& add(std::uint32_t index) {
        links.push_back({.index = index,
                         .key = {},
                         .sealer = sealed::Sealer(sealed::SecretKey{}, index),
                         .opener = sealed::Opener(sealed::SecretKey{}),
                         .address = {},
                         .last_heard = {}});
        return links.back();
    }

    std::deque<SealedLink> links; // They stay where they are.
    DeadlineQueue queue;
};

// Nothing is due while nothing has a deadline.
TEST_F(DeadlineQueueTest, begins_empty) {
    auto& link = add(1);
    queue.remove(link);
    EXPECT_EQ(queue.first(), nullptr);
    EXPECT_FALSE(link.is_scheduled);
}

// The soonest comes first, of those at one time the one with the lowest index.
TEST_F(DeadlineQueueTest, puts_the_soonest_first) {
    auto& third = add(3);
    auto& first = add(7);
    auto& second = add(2);
    queue.set(third, at(20));
    queue.set(first, at(10));
    queue.set(second, at(20));
    for (auto* expected : {&first, &second, &third}) {
        ASSERT_EQ(queue.first(), expected);
        queue.remove(*expected);
    }
    EXPECT_EQ(queue.first(), nullptr);
}

// A link has one deadline, the one set last.
TEST_F(DeadlineQueueTest, moves_a_link) {
    auto& one = add(1);
    auto& two = add(2);
    queue.set(one, at(10));
    queue.set(two, at(20));
    queue.set(one, at(30));
    EXPECT_EQ(queue.first(), &two);
    queue.set(one, at(15));
    EXPECT_EQ(queue.first(), &one);
    queue.remove(one);
    queue.remove(two);
    EXPECT_EQ(queue.first(), nullptr);
}

// However links are set, moved and taken out, the first is the first of an ordered set.
TEST_F(DeadlineQueueTest, is_an_ordered_set) {
    std::mt19937 random(1); // NOLINT(cert-msc32-c,cert-msc51-cpp): the same each time.
    std::set<std::pair<SteadyTime, std::uint32_t>> expected;
    for (std::uint32_t index = 0; index < 100; ++index) {
        add(index);
    }
    for (int round = 0; round < 5000; ++round) {
        auto& link = links[random() % links.size()];
        if (link.is_scheduled) {
            expected.erase({link.deadline, link.index});
        }
        if (random() % 3 == 0) {
            queue.remove(link);
        } else {
            queue.set(link, at(static_cast<unsigned>(random() % 50)));
            expected.emplace(link.deadline, link.index);
        }
        ASSERT_EQ(queue.first() == nullptr, expected.empty());
        if (!expected.empty()) {
            ASSERT_EQ(queue.first()->index, expected.begin()->second) << round;
        }
    }
}

} // namespace
} // namespace chatroom
