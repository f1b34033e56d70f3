// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "daemon/core/outputs.hpp"

#include <string>
#include <utility>
#include <vector>

namespace chatroom {

/// What the sealed protocol sends to addresses that have no session: datagrams as they are.
class PlainMail {
public:
    void send(const Address& to, std::string datagram) {
        datagrams_.emplace_back(to, std::move(datagram));
    }

    std::size_t size() const { return datagrams_.size(); }

    /// Adds everything to the outputs, and is empty again.
    void hand_out(Outputs& outputs) {
        for (auto& [to, datagram] : std::exchange(datagrams_, {})) {
            outputs.deliveries.push_back({.to = to, .payload = outputs.add(std::move(datagram))});
        }
    }

private:
    std::vector<std::pair<Address, std::string>> datagrams_;
};

} // namespace chatroom
