// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "daemon/core/turn.hpp"

namespace chatroom {

/// Serves the administrator: one call in, its reply and what follows from it through the turn.
/// protocol/CONTROL.md says what is answered to what.
class ControlDesk {
public:
    /// Everything is the room's and outlives the desk.
    ControlDesk(const RoomOptions& options, const Roster& roster, Turn& turn,
                const Journal& journal, const control::Counters& counters)
        : options_(options), roster_(roster), turn_(turn), journal_(journal), counters_(counters) {}

    void handle(Now now, CallId call, const control::Request& request);

private:
    control::Reply serve(Now now, const control::Ping& request);
    control::Reply serve(Now now, const control::Announce& request);
    control::Reply serve(Now now, const control::Who& request);
    control::Reply serve(Now now, const control::Kick& request);
    control::Reply serve(Now now, const control::Status& request);
    control::Reply serve(Now now, const control::Log& request);

    const RoomOptions& options_;
    const Roster& roster_;
    Turn& turn_;
    const Journal& journal_;
    const control::Counters& counters_;
};

} // namespace chatroom
