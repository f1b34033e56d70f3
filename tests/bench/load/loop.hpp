// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/file_descriptor.hpp"
#include "tests/bench/load/member.hpp"

#include <array>
#include <queue>
#include <utility>
#include <vector>

#include <sys/epoll.h>

namespace chatroom::bench {

/// Waits for sockets and deadlines of many members.
class Loop {
public:
    Loop();

    /// The member must outlive this.
    void add(Member& member);

    /// The member sleeps: it reads nothing and no deadline wakes it until it is added again.
    void remove(Member& member);

    /// Has the member send what it has to send, and remembers its deadline.
    void settle(Member& member, TimePoint now);

    /// Waits until that time at most, and has everybody do what is due. Whether anything came.
    bool turn(TimePoint until);

private:
    using Timer = std::pair<TimePoint, Member*>;

    void fire(TimePoint now);

    FileDescriptor epoll_;
    std::array<epoll_event, 256> events_{};
    /// A member may be in it more than once; one that is woken too early does nothing.
    std::priority_queue<Timer, std::vector<Timer>, std::greater<>> timers_;
};

} // namespace chatroom::bench
