// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "daemon/core/outputs.hpp"
#include "tests/simulation/violation.hpp"

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace chatroom::simulation {

/// Sees to it that a room opens no datagram twice. What a replay does would often be undone by
/// later layers, so the room's own count of what it ignores is compared before and after.
class ReplayWatch {
public:
    /// The status of the room was asked for right before and right after it got the datagram.
    void received(std::string_view datagram, CallId before, CallId after) {
        questions_.push_back({std::string(datagram), before, after});
    }

    /// What the room has answered to all that was asked in this turn.
    void turn_over(const std::vector<ControlReply>& replies);

    /// The room is gone, and with it all sessions.
    void restarted();

private:
    struct Question {
        std::string datagram;
        CallId before;
        CallId after;
    };

    std::vector<Question> questions_;
    std::set<std::string, std::less<>> opened_;
};

} // namespace chatroom::simulation
