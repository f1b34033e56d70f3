// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/io/worker_pool.hpp"

#include <array>
#include <atomic>
#include <barrier>

#include <gmock/gmock.h>

namespace chatroom {
namespace {

// Each worker does its own part, the caller the first, and all are done when run() returns.
TEST(WorkerPool, DoesEachPartOnce) {
    WorkerPool pool(4);
    EXPECT_EQ(pool.size(), 4U);
    for (std::size_t count = 0; count <= pool.size(); ++count) {
        std::array<int, 4> done{};
        std::array<std::thread::id, 4> by{};
        pool.run(count, [&](std::size_t part) {
            ++done[part];
            by[part] = std::this_thread::get_id();
        });
        for (std::size_t part = 0; part < done.size(); ++part) {
            EXPECT_EQ(done[part], part < count ? 1 : 0) << part << " of " << count;
        }
        if (count > 0) {
            EXPECT_EQ(by[0], std::this_thread::get_id());
        }
    }
}

// The parts are done at the same time: each waits for all others.
TEST(WorkerPool, WorksAtTheSameTime) {
    WorkerPool pool(3);
    for (int round = 0; round < 100; ++round) {
        std::barrier everybody(3);
        pool.run(3, [&](std::size_t /*part*/) { everybody.arrive_and_wait(); });
    }
}

// A pool of one is the caller alone.
TEST(WorkerPool, NeedsNoThreads) {
    WorkerPool pool(1);
    int done = 0;
    pool.run(1, [&](std::size_t /*part*/) { ++done; });
    EXPECT_EQ(done, 1);
}

// Each round sees what the caller has written before it, and the caller what the round wrote.
TEST(WorkerPool, HandsOverWhatWasWritten) {
    WorkerPool pool(2);
    std::array<int, 2> numbers{};
    for (int round = 0; round < 1000; ++round) {
        pool.run(2, [&](std::size_t part) { numbers[part] += static_cast<int>(part) + 1; });
        ++numbers[1];
    }
    EXPECT_THAT(numbers, testing::ElementsAre(1000, 3000));
}

} // namespace
} // namespace chatroom
