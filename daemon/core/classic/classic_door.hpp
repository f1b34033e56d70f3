// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "daemon/core/turn.hpp"
#include "protocol/classic_request.hpp"

#include <string_view>

namespace chatroom {

/// Serves the classic protocol: one request in, events proposed and answers sent through the turn.
/// protocol/CLASSIC.md says what is answered to what.
class ClassicDoor {
public:
    /// Everything is the room's and outlives the door.
    ClassicDoor(const RoomOptions& options, Roster& roster, const Names& names, Turn& turn,
                control::Counters& counters)
        : options_(options), roster_(roster), names_(names), turn_(turn), counters_(counters) {}

    void handle(Now now, const Address& sender, std::string_view datagram);

private:
    /// The member is the one at the sender's address, null if there is none.
    void serve(Now now, const Address& sender, const Member* inside, const classic::Enter& request);
    void serve(Now now, const Address& sender, const Member* member, const classic::Say& request);
    void serve(Now now, const Address& sender, const Member* member, const classic::Leave& request);
    void turn_away(Now now, const Address& sender, const classic::Request& request);
    bool bears(const Member& member, std::string_view name) const;
    void refuse(Now now, const Address& sender, classic::Refusal refusal,
                std::string_view own_name = {});

    const RoomOptions& options_;
    Roster& roster_;
    const Names& names_;
    Turn& turn_;
    control::Counters& counters_;
};

} // namespace chatroom
