// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/core/sealed/cursor_saver.hpp"

#include <utility>

namespace chatroom {

void CursorSaver::advance(SteadyTime now) {
    if (now >= next_) {
        const bool has_more = save(max_at_once);
        next_ = now + (has_more ? pause : interval);
    }
}

void CursorSaver::save_all() {
    done_up_to_ = {};
    save(roster_.members().size());
}

/// Goes on where the last call stopped, for so many members at most; whether there are more.
bool CursorSaver::save(std::size_t most) {
    const auto& members = roster_.members();
    std::size_t saved = 0;
    for (auto entry = members.upper_bound(done_up_to_); entry != members.end(); ++entry) {
        const auto& [entered, member] = *entry;
        const auto* owned = member.link.is_sealed ? names_.find_exact(member.name.text()) : nullptr;
        if (owned == nullptr || owned->cursor >= member.link.acknowledged) {
            continue;
        }
        if (saved == most) {
            return true;
        }
        auto record = *owned;
        record.cursor = member.link.acknowledged;
        turn_.keep(std::move(record));
        done_up_to_ = entered;
        ++saved;
    }
    done_up_to_ = {};
    return false;
}

} // namespace chatroom
