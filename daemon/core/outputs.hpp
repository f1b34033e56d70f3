// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "daemon/core/log_line.hpp"
#include "protocol/address.hpp"
#include "protocol/control.hpp"
#include "protocol/sealed/transport.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace chatroom {

/// One datagram on its way to one address.
struct Delivery {
    Address to;
    std::uint32_t payload = 0; ///< Which of Outputs::payloads it carries.
    /// How the payload is sealed first. Whoever sends it does that, since it is most of the work
    /// and can be shared by several threads. Nothing: it is sent as it is.
    std::optional<sealed::SealTicket> ticket{};

    bool operator==(const Delivery&) const = default;
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

/// What the room wants done, each list in its order, the deliveries first. Those to one address
/// stand in the order in which they are to be sent, and mostly side by side.
struct Outputs {
    std::vector<std::string> payloads; ///< Each is carried by one or by many deliveries.
    std::vector<Delivery> deliveries;
    std::vector<ControlReply> replies;
    /// What has happened, for those who monitor; the replies come before it.
    std::vector<control::LoggedEvent> told;
    std::vector<LogLine> log;

    bool operator==(const Outputs&) const = default;

    /// Adds a payload; which one it is.
    std::uint32_t add(std::string payload) {
        payloads.push_back(std::move(payload));
        return static_cast<std::uint32_t>(payloads.size() - 1);
    }
};

/// The datagram as it is sent.
std::string datagram_of(const Outputs& outputs, const Delivery& delivery);

} // namespace chatroom
