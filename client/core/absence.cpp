// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/core/absence.hpp"

#include <utility>

namespace chatroom {

std::optional<WallTime> Absence::heard(WallTime now) {
    const auto before = std::exchange(heard_at_, now);
    if (!before || now - *before < shortest) {
        return std::nullopt;
    }
    back_at_ = now;
    return before;
}

std::optional<std::size_t> Absence::take_missed(WallTime now, bool is_newer) {
    if (!back_at_ || (!is_newer && now - *back_at_ < to_catch_up)) {
        return std::nullopt;
    }
    back_at_.reset();
    return std::exchange(missed_, 0);
}

} // namespace chatroom
