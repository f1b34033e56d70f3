// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/core/sealed/log_view.hpp"

namespace chatroom {

const Event* LogView::at(Sequence sequence) const {
    const auto* event = log_.at(sequence);
    return is_hidden(event) ? nullptr : event;
}

std::optional<Sequence> LogView::gap_end(Sequence sequence) const {
    if (!is_hidden(log_.at(sequence))) {
        return log_.first_from(sequence);
    }
    // No further than a member could see anyway, so that one GAP does not read the whole journal.
    const auto limit = sequence.value + sealed::event_window;
    while (sequence.value < limit && is_hidden(log_.at(sequence))) {
        sequence = sequence.next();
    }
    return sequence;
}

} // namespace chatroom
