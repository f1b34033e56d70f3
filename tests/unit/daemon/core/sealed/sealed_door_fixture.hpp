// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/unit/daemon/core/sealed/sealed_client.hpp"

namespace chatroom {

/// A room with sealed clients, seen from its door.
class SealedDoorTest : public SealedRoomTest {
protected:
    control::StatusInfo status() {
        return std::get<control::StatusInfo>(call(control::Status{}).value());
    }

    control::MemberInfo only_member() {
        return std::get<control::Members>(call(control::Who{}).value()).members.at(0);
    }

    /// The same room after a restart of the daemon; what it says first.
    Outputs restart() {
        room.emplace(default_options(), test_secrets(), journal, now());
        return room->finish_turn(now());
    }

    /// The client speaks from a new address, which is asked whether it is the client's; what with.
    sealed::Token question_at(SealedClient& client, const Address& where) {
        client.address = where;
        const auto datagram = client.seal({sealed::Ping{}});
        last = hand(where, datagram);
        const auto asked = client.frames(last);
        EXPECT_EQ(asked.size(), 1U);
        EXPECT_LE(datagram_of(last, last.deliveries.at(0)).size(), datagram.size());
        return std::get<sealed::Challenge>(asked.at(0)).token;
    }

    static sealed::Enter resume(const SealedClient& client, std::string name, Sequence seen) {
        return {.is_resuming = true,
                .instance = client.instance,
                .seen = seen,
                .name = std::move(name)};
    }
};

} // namespace chatroom
