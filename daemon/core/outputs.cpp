// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/core/outputs.hpp"

namespace chatroom {

std::string datagram_of(const Outputs& outputs, const Delivery& delivery) {
    const auto& payload = outputs.payloads.at(delivery.payload);
    return delivery.ticket ? sealed::seal(*delivery.ticket, payload) : payload;
}

} // namespace chatroom
