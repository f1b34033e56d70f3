// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "daemon/core/turn.hpp"

namespace chatroom {

/// Serves the administrator: one call in, its reply and what follows from it through the turn.
/// protocol/CONTROL.md says what is answered to what.
class ControlDesk {
public:
    /// Everything is the room's and outlives the desk.
    ControlDesk(const RoomOptions& options, const Roster& roster, const Names& names, Turn& turn,
                const Journal& journal, const control::Counters& counters,
                const sealed::PublicKey& server_key)
        : options_(options), roster_(roster), names_(names), turn_(turn), journal_(journal),
          counters_(counters), server_key_(server_key) {}

    void handle(Now now, CallId call, const control::Request& request);

private:
    control::Reply serve(Now now, const control::Ping& request);
    control::Reply serve(Now now, const control::Version& request);
    control::Reply serve(Now now, const control::Announce& request);
    control::Reply serve(Now now, const control::Who& request);
    control::Reply serve(Now now, const control::Kick& request);
    control::Reply serve(Now now, const control::Status& request);
    control::Reply serve(Now now, const control::Log& request);
    control::Reply serve(Now now, const control::Fingerprint& request);
    control::Reply serve(Now now, const control::ListNames& request);
    control::Reply serve(Now now, const control::ReleaseName& request);

    bool is_inside(const StoredName& owned) const;

    const RoomOptions& options_;
    const Roster& roster_;
    const Names& names_;
    Turn& turn_;
    const Journal& journal_;
    const control::Counters& counters_;
    const sealed::PublicKey& server_key_;
};

} // namespace chatroom
