// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/core/seen_events.hpp"

#include "base/ascii_case.hpp"
#include "client/core/display.hpp"
#include "client/core/mention.hpp"
#include "protocol/recall.hpp"

#include <algorithm>
#include <set>

namespace chatroom {

namespace {

template <typename IsWanted>
std::vector<Event> latest_where(const std::deque<Event>& events, const IsWanted& is_wanted) {
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

/// Where there is no room for all of them the oldest are left out.
void SeenEvents::add_older(const std::vector<Event>& events) {
    const auto room = std::min(max_events - events_.size(), events.size());
    events_.insert(events_.begin(), events.end() - static_cast<std::ptrdiff_t>(room), events.end());
}

std::optional<std::string> SeenEvents::spelling_of(const NameKeys& keys) const {
    std::set<std::string_view> looked_at;
    for (auto event = events_.rbegin(); event != events_.rend(); ++event) {
        if (!event->name.empty() && looked_at.insert(event->name).second &&
            have_common_key(name_keys(event->name), keys)) {
            return event->name;
        }
    }
    return std::nullopt;
}

std::vector<Event> SeenEvents::find(std::string_view word) const {
    return latest_where(events_, [&](const Event& event) {
        return contains_in_either_case(event.text, word) ||
               contains_in_either_case(event.name, word);
    });
}

std::vector<Event> SeenEvents::mentions(std::string_view name) const {
    return latest_where(events_, [&](const Event& event) {
        return event.kind == EventKind::said && event.name != name &&
               chatroom::mentions(displayable(event.text), name);
    });
}

} // namespace chatroom
