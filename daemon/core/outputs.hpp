// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "daemon/core/log_line.hpp"
#include "protocol/address.hpp"
#include "protocol/control.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace chatroom {

/// One datagram for each of the addresses, in their order.
struct Transmission {
    std::string payload;
    std::vector<Address> to;

    bool operator==(const Transmission&) const = default;
};

/// Names a call of the control socket while it is being answered; the caller chooses it.
struct CallId {
    std::uint64_t value = 0;

    auto operator<=>(const CallId&) const = default;
};

struct ControlReply {
    CallId call;
    control::Reply reply;

    bool operator==(const ControlReply&) const = default;
};

/// What the room wants done, each list in its order, the transmissions first.
struct Outputs {
    std::vector<Transmission> transmissions;
    std::vector<ControlReply> replies;
    std::vector<LogLine> log;

    bool operator==(const Outputs&) const = default;
};

} // namespace chatroom
