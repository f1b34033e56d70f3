// SPDX-License-Identifier: GPL-3.0-or-later
// What the desk makes of the verbs that are about what is on the disk.
#include "daemon/core/control/control_desk.hpp"

namespace chatroom {

namespace {

/// A copy of what can still be read is a journal without damage.
constexpr const char* advice_on_damage =
    "what is lost stays lost unless it is in an older backup; members see a gap there. The rest is "
    "kept by `chatroomctl backup FILE`, and moved into a sound file by stopping the daemon, moving "
    "room.db and its companions away, and `chatroomd --restore FILE`. Look at the disk, too";

} // namespace

control::Reply ControlDesk::tell(Now /*now*/, const control::Check& /*asked*/) const {
    control::Checked result{.oldest = journal_.oldest(),
                            .latest = context().state.head(),
                            .checked = journal_.checked(),
                            .lost = {},
                            .advice = {}};
    for (const auto& [first, last] : journal_.damage()) {
        result.lost.push_back({first, last});
    }
    result.advice = result.lost.empty() ? "" : advice_on_damage;
    return result;
}

/// Files are not the room's: whoever has some answers by itself.
control::Reply ControlDesk::tell(Now /*now*/, const control::Backup& /*asked*/) const {
    return refused("this daemon has no file that could be backed up");
}

} // namespace chatroom
