// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/core/seen_events.hpp"

#include "base/ascii_case.hpp"
#include "protocol/recall.hpp"

#include <algorithm>

namespace chatroom {

namespace {

template <typename IsWanted>
std::vector<Event> latest(const std::deque<Event>& events, const IsWanted& is_wanted) {
    std::vector<Event> found;
    for (auto event = events.rbegin();
         event != events.rend() && found.size() < SeenEvents::max_found; ++event) {
        if (is_wanted(*event)) {
            found.push_back(*event);
        }
    }
    std::reverse(found.begin(), found.end());
    return found;
}

} // namespace

void SeenEvents::add(const Event& event) {
    if (const auto recall = recall_in(event)) {
        for (auto& seen : events_) {
            if (recall->covers(seen)) {
                seen.text.clear();
            }
        }
    }
    events_.push_back(event);
    if (events_.size() > max_events) {
        events_.pop_front();
    }
}

std::vector<Event> SeenEvents::find(std::string_view word) const {
    return latest(events_, [&](const Event& event) {
        return contains_in_either_case(event.text, word) ||
               contains_in_either_case(event.name, word);
    });
}

std::vector<Event> SeenEvents::mentions(std::string_view name) const {
    return latest(events_, [&](const Event& event) {
        return event.kind == EventKind::said && event.name != name &&
               contains_in_either_case(event.text, name);
    });
}

} // namespace chatroom
