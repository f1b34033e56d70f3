// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/core/source.hpp"

#include <cstring>

namespace chatroom {

Source Source::of_network(const Address& address) {
    Source source;
    std::memcpy(&source.high, address.ip.data(), sizeof source.high);
    if (address.is_ipv4()) {
        std::memcpy(&source.low, address.ip.data() + sizeof source.high, sizeof source.low);
    }
    return source;
}

} // namespace chatroom
