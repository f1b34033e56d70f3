// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/simulation/recall_watch.hpp"

#include <algorithm>

namespace chatroom::simulation {

void RecallWatch::started() {
    said_.clear();
    recalled_.clear();
    for (const auto& event : disk_.events) {
        take(event);
    }
}

void RecallWatch::decided(const DecidedBatch& batch) {
    bool is_any = false;
    for (const auto& record : batch.records) {
        take(record.event);
        is_any |= record.event.kind == EventKind::recalled;
    }
    for (const auto& event : is_any ? disk_.events : std::deque<Event>()) {
        require(event.text.empty() || !recalled_.contains(event.sequence),
                "the disk has a text that was recalled");
    }
}

/// Read here once more, as the room's own reading cannot prove itself.
void RecallWatch::take(const Event& event) {
    if (event.kind == EventKind::said || event.kind == EventKind::announced) {
        said_.emplace(event.sequence, event);
        if (event.text.empty()) {
            recalled_.insert(event.sequence);
        }
    } else if (event.kind == EventKind::recalled) {
        const auto last = event.text.empty() ? event.about.value : std::stoull(event.text);
        require(event.about.value <= last && last < event.sequence.value,
                "what is recalled is not earlier");
        for (auto said = said_.lower_bound(event.about);
             said != said_.end() && said->first.value <= last; ++said) {
            if (said->second.name == event.name) {
                recalled_.insert(said->first);
            }
        }
    }
}

void RecallWatch::sent(std::span<const sealed::ServerFrame> frames) const {
    const auto require_blank = [&](const std::vector<Event>& events) {
        for (const auto& event : events) {
            require(event.text.empty() || !recalled_.contains(event.sequence),
                    "a text is sent that was recalled");
        }
    };
    for (const auto& frame : frames) {
        if (const auto* events = std::get_if<sealed::Events>(&frame)) {
            require_blank(events->events);
        } else if (const auto* older = std::get_if<sealed::Older>(&frame)) {
            require_blank(older->events);
        }
    }
}

} // namespace chatroom::simulation
