// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/end_to_end/daemon_process.hpp"

#include <gtest/gtest.h>

namespace chatroom::end_to_end {

/// A room in which Bob has joined Alice, and she has heard of it.
struct TwoMembers {
    TwoMembers() {
        alice.enter("Alice");
        bob.enter("Bob");
        EXPECT_EQ(alice.receive(), "Bob 进入了聊天室");
    }

    DaemonProcess daemon;
    RawMember alice{daemon.endpoint()};
    RawMember bob{daemon.endpoint()};
};

} // namespace chatroom::end_to_end
