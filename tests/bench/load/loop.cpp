// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/load/loop.hpp"

#include <algorithm>
#include <cerrno>
#include <system_error>

namespace chatroom::bench {

namespace {

[[noreturn]] void fail(const char* what) {
    throw std::system_error(errno, std::generic_category(), what);
}

timespec to_timespec(std::chrono::nanoseconds duration) {
    const auto whole = std::chrono::duration_cast<std::chrono::seconds>(duration);
    return {.tv_sec = whole.count(), .tv_nsec = (duration - whole).count()};
}

} // namespace

Loop::Loop() : epoll_(::epoll_create1(EPOLL_CLOEXEC)) {
    if (epoll_.get() < 0) {
        fail("epoll_create1");
    }
}

void Loop::add(Member& member) {
    member.wake_at = TimePoint::max();
    epoll_event event{.events = EPOLLIN, .data = {.ptr = &member}};
    if (::epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, member.descriptor(), &event) != 0) {
        fail("epoll_ctl");
    }
}

void Loop::remove(Member& member) {
    if (::epoll_ctl(epoll_.get(), EPOLL_CTL_DEL, member.descriptor(), nullptr) != 0) {
        fail("epoll_ctl");
    }
    member.wake_at = TimePoint::min(); // No timer has that.
}

void Loop::settle(Member& member, TimePoint now) {
    member.settle(now);
    const auto deadline = member.next_deadline();
    if (deadline && *deadline < member.wake_at) {
        member.wake_at = *deadline;
        timers_.emplace(*deadline, &member);
    }
}

bool Loop::turn(TimePoint until) {
    if (!timers_.empty()) {
        until = std::min(until, timers_.top().first);
    }
    const auto wait = std::max(until - std::chrono::steady_clock::now(), TimePoint::duration{});
    const auto timeout = to_timespec(wait);
    const int count = ::epoll_pwait2(epoll_.get(), events_.data(), static_cast<int>(events_.size()),
                                     &timeout, nullptr);
    if (count < 0 && errno != EINTR) {
        fail("epoll_pwait2");
    }
    for (int index = 0; index < count; ++index) {
        auto& member = *static_cast<Member*>(events_[static_cast<std::size_t>(index)].data.ptr);
        const auto now = std::chrono::steady_clock::now();
        member.receive(now);
        settle(member, now);
    }
    fire(std::chrono::steady_clock::now());
    return count > 0;
}

void Loop::fire(TimePoint now) {
    while (!timers_.empty() && timers_.top().first <= now) {
        const auto [at, member] = timers_.top();
        timers_.pop();
        if (at != member->wake_at) {
            continue; // An earlier one woke it in the meantime.
        }
        member->wake_at = TimePoint::max();
        member->advance(now);
        settle(*member, now);
    }
}

} // namespace chatroom::bench
