// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/io/worker_pool.hpp"

#include <cassert>
#include <csignal>

#include <pthread.h>

namespace chatroom {

namespace {

/// While it lives, threads that are made leave every signal to the others.
class SignalsBlocked {
public:
    SignalsBlocked() {
        sigset_t all;
        sigfillset(&all);
        ::pthread_sigmask(SIG_SETMASK, &all, &before_);
    }
    ~SignalsBlocked() { ::pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
    SignalsBlocked(const SignalsBlocked&) = delete;
    SignalsBlocked& operator=(const SignalsBlocked&) = delete;

private:
    sigset_t before_{};
};

} // namespace

WorkerPool::WorkerPool(std::size_t workers) {
    const SignalsBlocked blocked;
    for (std::size_t worker = 1; worker < workers; ++worker) {
        threads_.emplace_back([this, worker] { serve(worker); });
    }
}

WorkerPool::~WorkerPool() {
    {
        const std::lock_guard lock(mutex_);
        is_ending_ = true;
    }
    changed_.notify_all();
    for (auto& thread : threads_) {
        thread.join();
    }
}

void WorkerPool::run(std::size_t count, const Task& task) {
    assert(count <= size());
    if (count == 0) {
        return;
    }
    if (count > 1) {
        const std::lock_guard lock(mutex_);
        task_ = &task;
        count_ = count;
        unfinished_ = count - 1;
        ++round_;
        changed_.notify_all();
    }
    task(0);
    if (count > 1) {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [this] { return unfinished_ == 0; });
    }
}

void WorkerPool::serve(std::size_t worker) {
    std::size_t seen = 0;
    std::unique_lock lock(mutex_);
    for (;;) {
        changed_.wait(lock, [&] { return is_ending_ || round_ != seen; });
        if (is_ending_) {
            return;
        }
        seen = round_;
        if (worker >= count_) {
            continue;
        }
        const auto& task = *task_;
        lock.unlock();
        task(worker);
        lock.lock();
        if (--unfinished_ == 0) {
            changed_.notify_all();
        }
    }
}

} // namespace chatroom
