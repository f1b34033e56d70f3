// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/core/comings.hpp"

#include <algorithm>

namespace chatroom {

void Comings::spoke(std::string_view name, WallTime when) {
    speakers_.insert_or_assign(std::string(name), when);
    if (speakers_.size() > max_speakers) {
        speakers_.erase(std::ranges::min_element(
            speakers_, {}, [](const auto& speaker) { return speaker.second; }));
    }
}

bool Comings::has_spoken_lately(const Event& event) const {
    const auto spoken = speakers_.find(event.name);
    return spoken != speakers_.end() && event.time - spoken->second < lately;
}

void Comings::add(const Event& event) {
    times_.push_back(event.time);
    if (times_.size() > busy_count + 1) {
        times_.pop_front();
    }
    const bool is_busy = times_.size() > busy_count && event.time - times_.front() < busy_time;
    auto& into = event.kind == EventKind::entered ? coming_ : going_;
    auto& out_of = event.kind == EventKind::entered ? going_ : coming_;
    std::erase(out_of.names, event.name);
    if (is_busy && !has_spoken_lately(event)) {
        ++into.others;
    } else if (std::ranges::find(into.names, event.name) == into.names.end()) {
        into.names.push_back(event.name);
    }
}

std::string Comings::Crowd::list(const Wording& wording) const {
    if (names.empty()) {
        return {};
    }
    std::string result;
    for (std::size_t index = 0; index < std::min(names.size(), max_names); ++index) {
        result += index > 0 ? wording.name_separator : "";
        result += names[index];
    }
    const auto more = others + names.size() - std::min(names.size(), max_names);
    return more > 0 ? result + " +" + std::to_string(more) : result;
}

std::string Comings::line(const Wording& wording) const {
    const auto coming = coming_.list(wording);
    const auto going = going_.list(wording);
    auto result = coming.empty() ? coming : worded(wording.people_entered, coming);
    if (!going.empty()) {
        result += result.empty() ? "" : wording.part_separator;
        result += worded(wording.people_left, going);
    }
    return result;
}

void Comings::begin_line() {
    coming_ = {};
    going_ = {};
}

} // namespace chatroom
