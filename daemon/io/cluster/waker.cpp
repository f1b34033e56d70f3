// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/io/cluster/waker.hpp"

#include <cerrno>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <system_error>

#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/timerfd.h>

namespace chatroom {

namespace {

FileDescriptor required(int descriptor) {
    if (descriptor < 0) {
        throw std::runtime_error("cannot wait for the database: " +
                                 std::generic_category().message(errno));
    }
    return FileDescriptor(descriptor);
}

void watch(const FileDescriptor& both, const FileDescriptor& one) {
    epoll_event event{};
    event.events = EPOLLIN;
    ::epoll_ctl(both.get(), EPOLL_CTL_ADD, one.get(), &event);
}

void set(const FileDescriptor& timer, std::chrono::milliseconds time) {
    const auto seconds = std::chrono::floor<std::chrono::seconds>(time);
    itimerspec setting{};
    setting.it_value.tv_sec = seconds.count();
    setting.it_value.tv_nsec = std::chrono::nanoseconds(time - seconds).count();
    ::timerfd_settime(timer.get(), 0, &setting, nullptr);
}

} // namespace

Waker::Waker()
    : event_(required(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK))),
      timer_(required(::timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK))),
      both_(required(::epoll_create1(EPOLL_CLOEXEC))) {
    watch(both_, event_);
    watch(both_, timer_);
}

void Waker::wake() {
    const std::uint64_t one = 1;
    // That it cannot take another one means that it is readable.
    [[maybe_unused]] const auto written = ::write(event_.get(), &one, sizeof one);
}

void Waker::wake_after(std::chrono::milliseconds time) {
    set(timer_, time);
}

void Waker::do_not_wake_after() {
    set(timer_, std::chrono::milliseconds(0));
}

void Waker::clear() {
    std::uint64_t ignored = 0;
    for (const auto* one : {&event_, &timer_}) {
        [[maybe_unused]] const auto size = ::read(one->get(), &ignored, sizeof ignored);
    }
}

} // namespace chatroom
