// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/core/trace.hpp"

namespace chatroom {

std::vector<Trace> traces_of(const Member& member, const sealed::PublicKey* key) {
    std::vector<Trace> traces;
    if (key != nullptr) {
        traces.emplace_back(*key);
    }
    if (!member.address.is_loopback()) {
        traces.emplace_back(Source::of_network(member.address));
    } else if (member.door == DoorKind::classic) {
        traces.emplace_back(member.address);
        traces.emplace_back(member.name.text());
    }
    return traces;
}

} // namespace chatroom
