// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/core/complaints.hpp"

#include <utility>

namespace chatroom {

void Complaints::note(Trouble trouble, SteadyTime now, std::string text,
                      std::vector<LogLine>& log) {
    advance(now, log);
    auto& entry = entries_.at(static_cast<std::size_t>(trouble));
    if (entry.quiet_until) {
        ++entry.left_out;
        entry.last_left_out = std::move(text);
        return;
    }
    log.push_back({Severity::warning, std::move(text)});
    entry.quiet_until = now + interval;
}

void Complaints::advance(SteadyTime now, std::vector<LogLine>& log) {
    for (auto& entry : entries_) {
        if (!entry.quiet_until || now < *entry.quiet_until) {
            continue;
        }
        if (entry.left_out == 0) {
            entry.quiet_until.reset();
            continue;
        }
        log.push_back({Severity::warning,
                       entry.last_left_out + " (" + std::to_string(entry.left_out) +
                           " such in the last " + std::to_string(interval.count()) + " s)"});
        entry = {.quiet_until = now + interval, .left_out = 0, .last_left_out = {}};
    }
}

std::optional<SteadyTime> Complaints::next_deadline() const {
    std::optional<SteadyTime> earliest;
    for (const auto& entry : entries_) {
        if (entry.left_out > 0 && (!earliest || *entry.quiet_until < *earliest)) {
            earliest = entry.quiet_until;
        }
    }
    return earliest;
}

} // namespace chatroom
