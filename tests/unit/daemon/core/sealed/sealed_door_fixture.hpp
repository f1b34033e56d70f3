// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/unit/daemon/core/sealed/sealed_client.hpp"

namespace chatroom {

/// A room with sealed clients, seen from its door.
class SealedDoorTest : public SealedRoomTest {
protected:
    control::StatusInfo status() {
        return std::get<control::StatusInfo>(std::get<control::Result>(call(control::Status{})));
    }

    control::MemberInfo only_member() {
        return std::get<control::Members>(std::get<control::Result>(call(control::Who{})))
            .members.at(0);
    }

    /// The same room after a restart of the daemon; what it says first.
    Outputs restart() {
        room.emplace(default_options(), test_secrets(), journal, now());
        return room->finish_turn(now());
    }

    static sealed::Enter resume(const SealedClient& client, std::string name, Sequence seen) {
        return {.is_resuming = true,
                .instance = client.instance,
                .seen = seen,
                .name = std::move(name)};
    }
};

} // namespace chatroom
