// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/core/outputs.hpp"

namespace chatroom {

std::string datagram_of(const Outputs& outputs, const Delivery& delivery) {
    const auto& payload = outputs.payloads.at(delivery.payload);
    if (!delivery.ticket) {
        return payload;
    }
    std::string datagram(sealed::sealed_bytes(payload.size()), '\0');
    sealed::seal(*delivery.ticket, payload, datagram.data());
    return datagram;
}

} // namespace chatroom
