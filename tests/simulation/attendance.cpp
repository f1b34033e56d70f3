// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/simulation/attendance.hpp"

namespace chatroom::simulation {

void Attendance::note(Time now, const sealed::PublicKey& owner, bool is_present) {
    auto& presence = presences_[owner];
    if (is_present == presence.present_since.has_value()) {
        return;
    }
    if (is_present) {
        presence.present_since = now;
        return;
    }
    if (now - *presence.present_since >= return_time) {
        presence.absent_since = now;
    }
    presence.present_since.reset();
}

void Attendance::lost_sight(Time now, const sealed::PublicKey& owner) const {
    const auto found = presences_.find(owner);
    if (sees_ && found != presences_.end()) {
        const auto& since = found->second.present_since;
        require(!since || now - *since < return_time,
                "a program cannot reach a server that is there");
    }
}

void Attendance::left(Time now, const sealed::PublicKey& owner) const {
    const auto found = presences_.find(owner);
    if (!is_strict_ || leaving_.contains(owner) || found == presences_.end()) {
        return;
    }
    const auto& presence = found->second;
    require(!presence.present_since || now - *presence.present_since < return_time,
            "somebody is announced as having left who is there");
    require(now - presence.absent_since >= grace_ - tolerance_,
            "somebody is announced as having left before the grace time is over");
}

} // namespace chatroom::simulation
