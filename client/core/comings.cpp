// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/core/comings.hpp"

#include <algorithm>

namespace chatroom {

void Comings::spoke(std::string_view name, WallTime when) {
    auto& last = speakers_.try_emplace(std::string(name), when).first->second;
    last = std::max(last, when); // What happened long ago may be shown late.
    if (speakers_.size() > max_speakers) {
        speakers_.erase(std::ranges::min_element(
            speakers_, {}, [](const auto& speaker) { return speaker.second; }));
    }
}

bool Comings::has_spoken_lately(const Event& event) const {
    const auto spoken = speakers_.find(event.name);
    return spoken != speakers_.end() && event.time - spoken->second < lately;
}

Comings::Deed Comings::deed_after(Deed before, bool has_entered) {
    const bool was_outside = before == Deed::entered || before == Deed::came_by;
    if (was_outside) {
        return has_entered ? Deed::entered : Deed::came_by;
    }
    return has_entered ? Deed::came_back : Deed::left;
}

void Comings::add(const Event& event) {
    times_.push_back(event.time);
    if (times_.size() > busy_count + 1) {
        times_.pop_front();
    }
    const bool is_busy = times_.size() > busy_count && event.time - times_.front() < busy_time;
    const bool has_entered = event.kind == EventKind::entered;
    if (const auto other = others_.find(event.name); other != others_.end()) {
        other->second = deed_after(other->second, has_entered);
        return;
    }
    auto deed = has_entered ? Deed::entered : Deed::left;
    if (const auto person = std::ranges::find(people_, event.name, &Person::name);
        person != people_.end()) {
        deed = deed_after(person->deed, has_entered);
        people_.erase(person);
    } else if (is_busy && !has_spoken_lately(event)) {
        if (others_.size() < max_others) {
            others_.emplace(event.name, deed);
        }
        return;
    }
    people_.push_back({event.name, deed});
}

/// Those who have done that; empty if none of them is to be named.
std::string Comings::list(const Wording& wording, Deed deed) const {
    std::string names;
    std::size_t count = 0;
    for (const auto& person : people_) {
        if (person.deed == deed && ++count <= max_names) {
            names += names.empty() ? "" : wording.name_separator;
            names += person.name;
        }
    }
    if (names.empty()) {
        return {};
    }
    const auto others = static_cast<std::size_t>(
        std::ranges::count_if(others_, [&](const auto& other) { return other.second == deed; }));
    const auto more = others + count - std::min(count, max_names);
    return more > 0 ? names + worded(wording.people_and_more, std::to_string(more)) : names;
}

std::string Comings::line(const Wording& wording) const {
    std::string result;
    for (const auto& [deed, words] : {std::pair(Deed::entered, wording.people_entered),
                                      std::pair(Deed::came_back, wording.people_came_back),
                                      std::pair(Deed::came_by, wording.people_came_by),
                                      std::pair(Deed::left, wording.people_left)}) {
        if (const auto who = list(wording, deed); !who.empty()) {
            result += result.empty() ? "" : wording.part_separator;
            result += worded(words, who);
        }
    }
    return result;
}

void Comings::begin_line() {
    people_.clear();
    others_.clear();
}

} // namespace chatroom
