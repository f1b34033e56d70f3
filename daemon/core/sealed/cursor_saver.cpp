// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/core/sealed/cursor_saver.hpp"

namespace chatroom {

request::KeepCursors CursorSaver::advance(SteadyTime now) {
    if (now < next_) {
        return {};
    }
    auto due = go_on(max_at_once);
    const bool has_more = done_up_to_ != Sequence{};
    next_ = now + (has_more ? pause : interval);
    return due;
}

request::KeepCursors CursorSaver::all() {
    done_up_to_ = {};
    return go_on(state_.roster().size());
}

/// Goes on where the last call stopped, for so many members at most.
request::KeepCursors CursorSaver::go_on(std::size_t most) {
    request::KeepCursors due;
    const auto& members = state_.roster().members();
    for (auto entry = members.upper_bound(done_up_to_); entry != members.end(); ++entry) {
        const auto& [entered, member] = *entry;
        if (member.door != DoorKind::sealed) {
            continue;
        }
        const auto* owned = state_.names().find_exact(member.name.text());
        const auto cursor = cursor_of_(member);
        if (owned == nullptr || owned->cursor >= cursor) {
            continue;
        }
        if (due.cursors.size() == most) {
            done_up_to_ = due.cursors.back().first;
            return due;
        }
        due.cursors.emplace_back(entered, cursor);
    }
    done_up_to_ = {};
    return due;
}

} // namespace chatroom
