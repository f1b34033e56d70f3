// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <condition_variable>
#include <cstddef>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace chatroom {

/// Threads that do one piece of work each at the same time as the caller. They are made once and
/// wait in between.
class WorkerPool {
public:
    using Task = std::function<void(std::size_t)>;

    /// So many workers, the caller of run() included: at least one.
    explicit WorkerPool(std::size_t workers);
    ~WorkerPool();
    WorkerPool(const WorkerPool&) = delete;
    WorkerPool& operator=(const WorkerPool&) = delete;

    std::size_t size() const { return threads_.size() + 1; }

    /// Calls task(0), task(1) and so on, so many and at most size(), each in another thread and the
    /// first in this one. Returns when all have returned. They must not throw.
    void run(std::size_t count, const Task& task);

private:
    void serve(std::size_t worker);

    std::mutex mutex_;
    std::condition_variable changed_;
    const Task* task_ = nullptr;
    std::size_t count_ = 0;      ///< How many workers the round has work for,
    std::size_t unfinished_ = 0; ///< and how many threads are at it.
    std::size_t round_ = 0;
    bool is_ending_ = false;
    std::vector<std::thread> threads_;
};

} // namespace chatroom
